package dev.perennial.evaluator.metric;

/**
 * The backward transfer contrast of New et al. (2022): as {@link BackwardTransferRatio}, with the
 * difference over the sum in place of the ratio. In [-1, 1]; below 0 where a period harms what was
 * learned.
 */
public final class BackwardTransferContrast implements MatrixMetric {

  @Override
  public String name() {
    return "backward-transfer-contrast";
  }

  @Override
  public Measured of(AccuracyMatrix matrix) {
    return Transfers.backward(matrix, Transfers.Term.CONTRAST);
  }
}
