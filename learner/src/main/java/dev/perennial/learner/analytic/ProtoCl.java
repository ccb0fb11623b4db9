package dev.perennial.learner.analytic;

import ai.djl.ndarray.types.DataType;
import java.util.List;

/**
 * Prototypical Bayesian continual learning (Kessler et al., "On sequential Bayesian inference for
 * continual learning", 2023): a feature vector is drawn around the prototype of its class with
 * noise v, a prototype from N(0, 1), a class from a Dirichlet-categorical with concentration 1.
 * After n rows of mean m a prototype is N(p n m / v, p) with p = 1 / (1 + n / v); a score is ln((1
 * + n) / (classes + rows)) + ln N(z; mean, v + p), over features that are independent.
 *
 * <p>Departures: features are fixed, theirs are trained with replay. The noise is not given but
 * estimated: the variance within classes of each feature, nine parts, and the mean over features,
 * one part, with one row of variance 1 beforehand.
 */
record ProtoCl() implements Head {

  @Override
  public OnVectors onVectors() {
    return OnVectors.RAW;
  }

  @Override
  public List<Slot> slots(int width) {
    return List.of(
        Slot.perClass("class.means", DataType.FLOAT32, width),
        Slot.fixed("squares", DataType.FLOAT64, width));
  }

  @Override
  public double sharpness() {
    return 0.2;
  }

  @Override
  public String methods(int width) {
    return DEVIATIONS
        + """
          def learn(self, z: Tensor, labels: Tensor) -> int:
            deviations = torch.to(self.deviations(z, labels), 7)
            {squares}.add_(torch.sum(torch.mul(deviations, deviations), [0]))
            return 0
          def scores(self, z: Tensor) -> Tensor:
            seen = {class.rows}
            rows = torch.sum(seen)
            squares = torch.add(torch.mul({squares}, 0.9), torch.mul(torch.mean({squares}), 0.1))
            noise = torch.div(torch.add(squares, 1), torch.add(rows, 1))
            shares = torch.div(torch.unsqueeze(seen, 1), noise)
            posterior = torch.reciprocal(torch.add(shares, 1))
            means = torch.mul(torch.mul(posterior, shares), torch.to({class.means}, 7))
            variance = torch.add(posterior, noise)
            prior = torch.log(torch.add(seen, 1))
            own = torch.sum(torch.add(torch.div(torch.mul(means, means), variance), torch.log(variance)), [1])
            x = torch.to(z, 7)
            near = torch.mm(x, torch.t(torch.div(means, variance)))
            far = torch.mm(torch.mul(x, x), torch.t(torch.reciprocal(variance)))
            halves = torch.mul(torch.add(far, own), -0.5)
            return torch.to(torch.add(torch.add(halves, near), prior), 6)
          def settle(self) -> int:
            return 0
        """;
  }
}
