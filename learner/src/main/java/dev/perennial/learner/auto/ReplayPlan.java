package dev.perennial.learner.auto;

import dev.perennial.learner.learning.Features;

/**
 * How a replay learner spends its bytes: on two hidden layers of a width, and on rows.
 *
 * @param width units a hidden layer
 * @param rows kept for replay, at least 1
 */
record ReplayPlan(int width, int rows) {

  private static final int MOST_WIDTH = 128;
  private static final int LEAST_WIDTH = 8;

  /** Classes that are counted on: more of them take more than planned. */
  private static final int CLASSES = 16;

  private static final int MOST_ROWS = 2000;

  /**
   * The widest network, by halves, that takes at most two thirds of the bytes; rows for the rest.
   *
   * @param keepsLogits whether a row is kept with what was said of it
   */
  static ReplayPlan within(long bytes, Features features, boolean keepsLogits) {
    int width = MOST_WIDTH;
    while (width > LEAST_WIDTH && parameterBytes(width, features) > bytes * 2 / 3) {
      width /= 2;
    }
    long left = bytes - parameterBytes(width, features);
    int logits = keepsLogits ? CLASSES * Float.BYTES : 0;
    long rows = left / (features.sizeBytes() + Long.BYTES + logits);
    return new ReplayPlan(width, (int) Math.max(1, Math.min(MOST_ROWS, rows)));
  }

  private static long parameterBytes(int width, Features features) {
    long parameters = (features.size() + 1L) * width + (width + 1L) * (width + CLASSES);
    return parameters * Float.BYTES;
  }

  /** The network as a recipe names it. */
  String network() {
    return "mlp:%d,%d".formatted(width, width);
  }
}
