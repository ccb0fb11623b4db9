package dev.perennial.learner.auto;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Refusal;
import dev.perennial.learner.learning.RefusedStepException;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import java.util.Map;

/** An expert whose every opinion is a function of the row and of the last label it was taught. */
final class FixedLearner implements Learner {

  /** What it believes. */
  interface Belief {
    /** The probability of a class, by the row's first byte and the last label, -1 before any. */
    double of(int label, int firstByte, int lastLabel);
  }

  /** A class that it refuses to learn. */
  static final int REFUSED = 99;

  private final Belief belief;
  private int classes;
  private int lastLabel = -1;
  private long version;

  FixedLearner(Belief belief) {
    this.belief = belief;
  }

  @Override
  public Scores predict(Inputs inputs) {
    int size = inputs.features().sizeBytes();
    float[] logits = new float[inputs.rows() * classes];
    for (int i = 0; i < logits.length; i++) {
      int first = inputs.buffer().get(i / classes * size);
      logits[i] = (float) Math.log(belief.of(i % classes, first, lastLabel));
    }
    return new Scores(inputs.rows(), classes, logits);
  }

  @Override
  public Step observe(Batch batch) {
    Scores scores = predict(batch.inputs());
    for (int row = 0; row < batch.rows(); row++) {
      if (batch.label(row) == REFUSED) {
        throw new RefusedStepException(Refusal.LOSS_NOT_FINITE, "the loss is not finite");
      }
      lastLabel = batch.label(row);
      expectClasses(lastLabel + 1);
    }
    version++;
    return new Step(scores, 0, 0, 0, 0);
  }

  @Override
  public void expectClasses(int count) {
    classes = Math.max(classes, count);
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public void save(StateStore store) {}

  @Override
  public void restore(StateStore store) {}

  @Override
  public Model model() {
    return new Model(Map.of());
  }

  @Override
  public void adopt(Model model, long version) {}

  @Override
  public void close() {}
}
