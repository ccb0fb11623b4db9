package dev.perennial.learner.analytic;

import java.util.List;

/**
 * What a learner without gradients keeps of feature vectors and how it scores others by it. A
 * value: it declares tensors and writes the TorchScript that works on them; {@link Body} owns both.
 */
interface Head {

  /** What vectors, which are no images, are best mapped to where the recipe does not say. */
  enum OnVectors {
    /** The scaled values themselves. */
    RAW,
    /** A random projection as wide as the byte budget allows. */
    RANDOM_RELU
  }

  /**
   * The method {@code deviations(z, labels)}: takes rows into {@code class.rows} and the running
   * means {@code class.means} (Welford 1962), one after the other, and gives their deviations from
   * the mean of their class before them, times sqrt(n / (n + 1)) where it had n rows: summed
   * squares of these are exactly the squares within classes.
   */
  String DEVIATIONS =
      """
        def deviations(self, z: Tensor, labels: Tensor) -> Tensor:
          parts = annotate(List[Tensor], [])
          for row in range(torch.size(z, 0)):
            label = int(labels[row])
            seen = float({class.rows}[label])
            mean = torch.select({class.means}, 0, label)
            deviation = torch.sub(torch.select(z, 0, row), mean)
            mean.add_(torch.div(deviation, seen + 1.))
            torch.select({class.rows}, 0, label).add_(1)
            parts.append(torch.mul(deviation, (seen / (seen + 1.)) ** 0.5))
          return torch.stack(parts)
      """;

  /** The preset for vectors. */
  OnVectors onVectors();

  /** What it keeps, beside {@code class.rows}, the rows seen of each class (FLOAT64). */
  List<Slot> slots(int width);

  /** What raw scores are multiplied by at first to become logits; positive. */
  double sharpness();

  /**
   * TorchScript methods, indented by two spaces: {@code scores(self, z: Tensor) -> Tensor} from
   * FLOAT32, rows x width, to FLOAT32, rows x classes, the higher the likelier, any finite value
   * for a class that was never seen; {@code learn(self, z: Tensor, labels: Tensor) -> int}, which
   * counts in {@code class.rows} too; {@code settle(self) -> int}, at a boundary. Only {@code
   * scores} may be called with no class known.
   */
  String methods(int width);
}
