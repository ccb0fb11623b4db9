package dev.perennial.learner.auto;

import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.Step;
import java.util.Optional;

/** What one update did, as it happens row by row. */
final class Outcome {

  private final int rows;
  private final int known;
  private final float[] logits;
  private int scored;
  private int counted;
  private double lossNats;
  private int replayed;
  private int refused;

  /**
   * Nothing happened yet.
   *
   * @param rows of the batch
   * @param known classes before it
   */
  Outcome(int rows, int known) {
    this.rows = rows;
    this.known = known;
    this.logits = new float[rows * known];
  }

  /** The next row was predicted: a logit for each class there was before it. */
  void add(double[] pooled) {
    for (int label = 0; label < known; label++) {
      logits[scored * known + label] = (float) pooled[label];
    }
    scored++;
  }

  /** As {@link #add(double[])}; the row is of that class. */
  void add(double[] pooled, int label) {
    add(pooled);
    if (label < pooled.length) {
      lossNats -= pooled[label] - OpinionPool.logSum(pooled);
      counted++;
    }
  }

  /** An expert learned, or refused; what it had said about the rows. */
  Scores taught(Optional<Step> step) {
    replayed += step.map(Step::replayed).orElse(0);
    refused += step.map(Step::refused).orElse(1);
    return step.map(Step::scores).orElseGet(() -> new Scores(0, 0, new float[0]));
  }

  /** What was said about the rows. */
  Scores scores() {
    return new Scores(rows, known, logits);
  }

  /** The whole of it. */
  Step step(int memorySize, double learningRate) {
    return new Step(
        scores(),
        counted == 0 ? 0 : lossNats / counted,
        replayed,
        memorySize,
        learningRate,
        refused);
  }
}
