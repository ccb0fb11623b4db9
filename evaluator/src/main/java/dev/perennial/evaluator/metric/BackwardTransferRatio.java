package dev.perennial.evaluator.metric;

/**
 * The backward transfer ratio of New et al. (2022): for a period and a task that was learned
 * before, that task's accuracy at the period's end over that before it; the mean over all such
 * pairs. Below 1 where a period harms what was learned. At least 0; pairs with nothing right before
 * do not enter.
 */
public final class BackwardTransferRatio implements MatrixMetric {

  @Override
  public String name() {
    return "backward-transfer-ratio";
  }

  @Override
  public Measured of(AccuracyMatrix matrix) {
    return Transfers.backward(matrix, Transfers.Term.RATIO);
  }
}
