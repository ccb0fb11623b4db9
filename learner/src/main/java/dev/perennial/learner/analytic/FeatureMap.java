package dev.perennial.learner.analytic;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.step.Scaling;
import java.util.List;
import java.util.Optional;

/**
 * What a learner without gradients sees of a row: a fixed function of it, drawn from the seed and
 * perhaps from the first rows, never trained.
 */
public interface FeatureMap {

  /** Elements of a feature vector, at least 1. */
  int width();

  /** What it keeps; nothing of it changes once the map is there. */
  List<Slot> slots();

  /**
   * How rows are scaled before they are mapped; empty where the map takes them as they come. By
   * default as for a network.
   */
  default Optional<Scaling> scaling(Features features) {
    return Optional.of(Scaling.of(features));
  }

  /** How many rows it must see before there is a map; 0, the default, where it needs none. */
  default int firstRows() {
    return 0;
  }

  /**
   * The random numbers of {@link #methods prepare}; empty, the default, where there is nothing to
   * prepare.
   */
  default long[] draws(long seed) {
    return new long[0];
  }

  /** The most rows that are mapped at once: bounds what intermediate values take. */
  default int rowsAtOnce() {
    return 256;
  }

  /**
   * TorchScript methods, indented by two spaces: {@code map(self, x: Tensor) -> Tensor} from scaled
   * rows (FLOAT32, rows x elements) to FLOAT32, rows x width; and {@code prepare(self, x: Tensor,
   * draws: Tensor) -> int}, which makes the map of the first rows.
   */
  String methods();
}
