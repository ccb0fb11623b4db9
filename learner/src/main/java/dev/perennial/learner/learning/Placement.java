package dev.perennial.learner.learning;

import java.util.OptionalInt;

/**
 * Where a learner's tensors lie and its arithmetic runs. It is no part of what the learner is: a
 * state that was saved in one place goes on in another.
 *
 * @param gpu which GPU, from 0 on; empty for the processor
 */
public record Placement(OptionalInt gpu) {

  /** The processor. */
  public static final Placement CPU = new Placement(OptionalInt.empty());

  /** Checks the range. */
  public Placement {
    if (gpu.isPresent() && gpu.getAsInt() < 0) {
      throw new IllegalArgumentException("gpu must not be negative: " + gpu.getAsInt());
    }
  }

  /** The GPU of that index. */
  public static Placement gpu(int index) {
    return new Placement(OptionalInt.of(index));
  }

  /** For example {@code cpu} or {@code gpu 0}. */
  @Override
  public String toString() {
    return gpu.isPresent() ? "gpu " + gpu.getAsInt() : "cpu";
  }
}
