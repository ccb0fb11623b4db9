package dev.perennial.evaluator.metric;

/**
 * The forward transfer ratio of New et al. (2022): for a period and a task that is learned later,
 * that task's accuracy at the period's end over that before it; the mean over all such pairs. Above
 * 1 where learning one task helps another that is yet to come. At least 0; pairs with nothing right
 * before do not enter.
 */
public final class ForwardTransferRatio implements MatrixMetric {

  @Override
  public String name() {
    return "forward-transfer-ratio";
  }

  @Override
  public Measured of(AccuracyMatrix matrix) {
    return Transfers.forward(matrix, Transfers.Term.RATIO);
  }
}
