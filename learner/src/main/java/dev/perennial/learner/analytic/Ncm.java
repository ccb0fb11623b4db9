package dev.perennial.learner.analytic;

import ai.djl.ndarray.types.DataType;
import java.util.List;

/**
 * Nearest class mean (Mensink et al. 2013; on fixed features, SimpleCIL of Zhou et al. 2023). A
 * score is the squared Euclidean distance to the mean, negative, without the part all classes
 * share, in units of the mean squared distance of rows to their own class: 2 z'm - m'm over that.
 *
 * <p>Departure: SimpleCIL compares by cosine, which suits the features of a pre-trained network.
 * Scaled inputs and responses of random filters carry meaning in their length.
 */
record Ncm() implements Head {

  @Override
  public OnVectors onVectors() {
    return OnVectors.RAW;
  }

  @Override
  public List<Slot> slots(int width) {
    return List.of(
        Slot.perClass("class.means", DataType.FLOAT32, width),
        Slot.fixed("squares", DataType.FLOAT64, 1));
  }

  @Override
  public double sharpness() {
    return 10;
  }

  @Override
  public String methods(int width) {
    return DEVIATIONS
        + """
          def learn(self, z: Tensor, labels: Tensor) -> int:
            deviations = self.deviations(z, labels)
            {squares}.add_(torch.sum(torch.mul(deviations, deviations)))
            return 0
          def scores(self, z: Tensor) -> Tensor:
            rows = torch.sum({class.rows})
            spread = torch.div({squares}, torch.clamp_min(rows, 1))
            spread = torch.where(torch.eq(spread, 0), torch.ones_like(spread), spread)
            lengths = torch.sum(torch.mul({class.means}, {class.means}), [1])
            near = torch.sub(torch.mul(torch.mm(z, torch.t({class.means})), 2), lengths)
            return torch.div(near, torch.to(spread, 6))
          def settle(self) -> int:
            return 0
        """;
  }
}
