package dev.perennial.learner.analytic;

import ai.djl.ndarray.types.DataType;
import java.util.List;

/**
 * Analytic class-incremental learning (Zhuang et al., "ACIL", 2022; G-ACIL, 2024, for batches that
 * mix old and new classes): ridge regression of one-hot labels on features and a constant 1, kept
 * up to date by recursive least squares. With rows X and labels Y of a batch, R becomes R - R X'(I
 * + X R X')^-1 X R (Woodbury) and the weights W + R X'(Y - X W); after any stream W is exactly that
 * of joint ridge regression, (X'X + ridge I)^-1 X'Y over all rows. FLOAT64 throughout.
 *
 * <p>Departures: none of G-ACIL's separation of gain and exposed classes is needed, since a class
 * that was not there had zeros for labels and so zeros for weights.
 *
 * @param ridge the penalty on squared weights, positive
 */
record Acil(double ridge) implements Head {

  @Override
  public OnVectors onVectors() {
    return OnVectors.RANDOM_RELU;
  }

  @Override
  public List<Slot> slots(int width) {
    int inputs = width + 1;
    return List.of(
        Slot.fixed("inverse", DataType.FLOAT64, inputs, inputs)
            .filled(
                (tensor, from, seed) -> {
                  for (int i = 0; i < inputs; i++) {
                    tensor.view().putDouble(i * (inputs + 1) * Double.BYTES, 1 / ridge);
                  }
                }),
        Slot.perClass("class.weights", DataType.FLOAT64, inputs));
  }

  @Override
  public double sharpness() {
    return 8;
  }

  @Override
  public String methods(int width) {
    return """
      def inputs(self, z: Tensor) -> Tensor:
        x = torch.to(z, 7)
        return torch.cat([x, torch.ones_like(torch.narrow(x, 1, 0, 1))], 1)
      def learn(self, z: Tensor, labels: Tensor) -> int:
        x = self.inputs(z)
        targets = torch.to(torch.one_hot(labels, torch.size({class.rows}, 0)), 7)
        {class.rows}.add_(torch.sum(targets, [0]))
        error = torch.sub(targets, torch.mm(x, torch.t({class.weights})))
        projected = torch.mm({inverse}, torch.t(x))
        within = torch.mm(x, projected)
        torch.diagonal(within).add_(1)
        gain = torch.cholesky_solve(torch.t(projected), torch.linalg_cholesky(within))
        {inverse}.addmm_(projected, gain, beta=1, alpha=-1)
        {class.weights}.addmm_(torch.t(error), gain)
        return 0
      def scores(self, z: Tensor) -> Tensor:
        return torch.to(torch.mm(self.inputs(z), torch.t({class.weights})), 6)
      def settle(self) -> int:
        return 0
    """;
  }
}
