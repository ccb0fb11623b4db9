package dev.perennial.evaluator.metric;

/**
 * The forward transfer contrast of New et al. (2022): as {@link ForwardTransferRatio}, with the
 * difference over the sum in place of the ratio. In [-1, 1]; above 0 where learning one task helps
 * another that is yet to come.
 */
public final class ForwardTransferContrast implements MatrixMetric {

  @Override
  public String name() {
    return "forward-transfer-contrast";
  }

  @Override
  public Measured of(AccuracyMatrix matrix) {
    return Transfers.forward(matrix, Transfers.Term.CONTRAST);
  }
}
