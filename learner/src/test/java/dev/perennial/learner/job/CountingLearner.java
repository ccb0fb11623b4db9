package dev.perennial.learner.job;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Boundary;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Refusal;
import dev.perennial.learner.learning.RefusedStepException;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A learner one can follow with pencil and paper: a class's logit is the logarithm of one plus how
 * often it was learned, whatever the input. A row whose first byte is 255 makes the loss infinite,
 * one whose first byte is 254 counts as no row. Its rate is 0.1.
 */
final class CountingLearner implements Learner {

  private static final byte POISON = (byte) 255;
  private static final byte NO_ROW = (byte) 254;

  private int[] counts = {};
  private long version;
  private int boundaries;
  private double share = 1;

  @Override
  public void slowDown(double share) {
    this.share = share;
  }

  @Override
  public Scores predict(Inputs inputs) {
    float[] logits = new float[inputs.rows() * counts.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log1p(counts[i % counts.length]);
    }
    return new Scores(inputs.rows(), counts.length, logits);
  }

  @Override
  public Step observe(Batch batch) {
    ByteBuffer data = batch.inputs().data();
    for (int row = 0; row < batch.rows(); row++) {
      byte first = data.get(row * batch.inputs().features().sizeBytes());
      if (first == NO_ROW) {
        throw new RefusedStepException(Refusal.FEATURE_NOT_FINITE, "a row must be one: " + row);
      }
      if (first == POISON) {
        throw new RefusedStepException(
            Refusal.LOSS_NOT_FINITE, "the loss of a batch must be finite: Infinity");
      }
    }
    Scores scores = predict(batch.inputs());
    for (int row = 0; row < batch.rows(); row++) {
      expectClasses(batch.label(row) + 1);
      counts[batch.label(row)]++;
    }
    version++;
    return new Step(scores, 0.5, 0, 0, 0.1 * share);
  }

  @Override
  public void onBoundary(Boundary boundary) {
    boundaries++;
  }

  @Override
  public void expectClasses(int count) {
    if (count > counts.length) {
      counts = Arrays.copyOf(counts, count);
    }
  }

  @Override
  public int callCost() {
    return 0;
  }

  @Override
  public int classes() {
    return counts.length;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public void save(StateStore store) {
    store.put("counts", bytes());
  }

  @Override
  public void restore(StateStore store) {
    ByteBuffer in =
        ByteBuffer.wrap(store.get("counts").orElseThrow()).order(ByteOrder.LITTLE_ENDIAN);
    version = in.getLong();
    boundaries = in.getInt();
    counts = new int[in.remaining() / Integer.BYTES];
    in.asIntBuffer().get(counts);
  }

  @Override
  public Model model() {
    byte[] bytes = bytes();
    return new Model(
        Map.of(
            "state",
            new Model.Values(
                Model.Precision.FLOAT32,
                List.of((long) bytes.length / Float.BYTES),
                ByteBuffer.wrap(bytes))));
  }

  @Override
  public void adopt(Model model, long newVersion) {
    byte[] bytes = new byte[model.tensors().get("state").data().remaining()];
    model.tensors().get("state").data().get(0, bytes);
    StateStore store = StateStore.inMemory();
    store.put("counts", bytes);
    restore(store);
    version = newVersion;
  }

  private byte[] bytes() {
    ByteBuffer out =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES * (1 + counts.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(version).putInt(boundaries);
    for (int count : counts) {
      out.putInt(count);
    }
    return out.array();
  }

  @Override
  public void close() {}
}
