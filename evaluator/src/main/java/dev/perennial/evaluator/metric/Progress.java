package dev.perennial.evaluator.metric;

/**
 * What one update did to the loss on the batch it learned.
 *
 * @param lossBefore mean cross-entropy on the batch before the update, in nats, finite, at least 0
 * @param lossAfter the same after it
 * @param rows the batch's samples, at least 1
 */
public record Progress(double lossBefore, double lossAfter, int rows) {

  /** Checks the ranges. */
  public Progress {
    requireLoss("lossBefore", lossBefore);
    requireLoss("lossAfter", lossAfter);
    if (rows < 1) {
      throw new IllegalArgumentException("rows must be at least 1: " + rows);
    }
  }

  private static void requireLoss(String what, double loss) {
    if (!(loss >= 0 && loss <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(what + " must be finite and at least 0: " + loss);
    }
  }
}
