package dev.perennial.learner.analytic;

import ai.djl.ndarray.types.DataType;
import java.util.List;

/**
 * Streaming linear discriminant analysis (Hayes and Kanan, "Lifelong machine learning with deep
 * streaming linear discriminant analysis", 2020): running class means and one running covariance
 * within classes; a row's score is w_k'z + b_k with W the means times the precision and b_k =
 * -w_k'm_k / 2. Every class has the same prior: what came most says little of what comes next
 * (priors by frequency changed five tables by -1 to +3 points, the mean by less than one).
 *
 * <p>Departures: the covariance is the exact one of rows around the final means of their classes,
 * not the paper's running approximation, so it does not depend on the order of rows. Shrinkage acts
 * on correlations, R = 0.99 C + 0.01 I, so that no unit matters; a deviation below a thousandth of
 * their root mean square counts as that. The paper solves for the weights whenever it predicts;
 * here they are kept and solved for again with every update up to 64 features, else when rows have
 * become a tenth more, those of a class twice as many, or a period ended.
 *
 * <p>The lower triangle of the scatter is kept in panels of 32 rows, FLOAT32: rows beyond some ten
 * million add less and less to it.
 */
record Slda() implements Head {

  private static final int PANEL = 32;

  /** The most features whose weights are solved for with every update. */
  private static final int SMALL = 64;

  @Override
  public OnVectors onVectors() {
    return OnVectors.RANDOM_RELU;
  }

  @Override
  public List<Slot> slots(int width) {
    return List.of(
        Slot.perClass("class.means", DataType.FLOAT32, width),
        Slot.fixed("scatter", DataType.FLOAT32, panelElements(width)),
        Slot.perClass("class.weights", DataType.FLOAT32, width),
        Slot.perClass("class.bias", DataType.FLOAT32),
        Slot.perClass("class.solved", DataType.FLOAT64));
  }

  /** Elements of all panels: each has as many columns as its last row needs. */
  private static int panelElements(int width) {
    long elements = 0;
    for (int start = 0; start < width; start += PANEL) {
      int end = Math.min(width, start + PANEL);
      elements += (long) (end - start) * end;
    }
    if (elements > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "slda takes at most about 60,000 features a row: " + width);
    }
    return (int) elements;
  }

  @Override
  public double sharpness() {
    return 0.2;
  }

  @Override
  public String methods(int width) {
    return DEVIATIONS
        + """
          def panel(self, start: int, end: int) -> Tensor:
            first = start * (start + PANEL) // 2
            return torch.view(torch.narrow({scatter}, 0, first, (end - start) * end), [end - start, end])
          def learn(self, z: Tensor, labels: Tensor) -> int:
            deviations = self.deviations(z, labels)
            for start in range(0, WIDTH, PANEL):
              end = min(start + PANEL, WIDTH)
              rows = torch.t(torch.narrow(deviations, 1, start, end - start))
              self.panel(start, end).addmm_(rows, torch.narrow(deviations, 1, 0, end))
            seen, solved = {class.rows}, {class.solved}
            stale = torch.any(torch.logical_and(torch.gt(seen, solved), torch.ge(seen, torch.mul(solved, 2))))
            more = float(torch.sum(seen)) >= 1.1 * float(torch.sum(solved))
            if WIDTH <= SMALL or more or bool(stale):
              self.solve()
            return 0
          def settle(self) -> int:
            if not torch.equal({class.rows}, {class.solved}):
              self.solve()
            return 0
          def solve(self) -> int:
            covariance = torch.zeros([WIDTH, WIDTH], dtype=7, device="cpu")
            for start in range(0, WIDTH, PANEL):
              end = min(start + PANEL, WIDTH)
              torch.narrow(torch.narrow(covariance, 0, start, end - start), 1, 0, end).copy_(self.panel(start, end))
            covariance.div_(torch.sum({class.rows}))
            variances = torch.diagonal(covariance)
            mean = torch.mean(variances)
            least = torch.where(torch.eq(mean, 0), torch.ones_like(mean), torch.mul(mean, 1.0e-6))
            deviations = torch.sqrt(torch.maximum(variances, least))
            covariance.div_(deviations).div_(torch.unsqueeze(deviations, 1)).mul_(0.99)
            torch.diagonal(covariance).fill_(1)
            means = torch.t(torch.div(torch.to({class.means}, 7), deviations))
            weights = torch.cholesky_solve(means, torch.linalg_cholesky(covariance))
            {class.bias}.copy_(torch.mul(torch.sum(torch.mul(weights, means), [0]), -0.5))
            {class.weights}.copy_(torch.t(torch.div(weights, torch.unsqueeze(deviations, 1))))
            {class.solved}.copy_({class.rows})
            return 0
          def scores(self, z: Tensor) -> Tensor:
            return torch.linear(z, {class.weights}, {class.bias})
        """
            .replace("WIDTH", String.valueOf(width))
            .replace("PANEL", String.valueOf(PANEL))
            .replace("SMALL", String.valueOf(SMALL));
  }
}
