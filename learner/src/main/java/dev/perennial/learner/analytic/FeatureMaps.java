package dev.perennial.learner.analytic;

import ai.djl.ndarray.types.DataType;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Spec;
import dev.perennial.learner.network.Networks;
import java.util.List;
import java.util.function.IntFunction;

/** Every feature map there is, by what a recipe calls it, and the presets for a byte budget. */
final class FeatureMaps {

  private static final String RULE =
      "features must be raw, random-relu:WIDTH, random-conv:FILTERS,GRID or network";

  /** Images that random filters and their whitening come from. */
  private static final int FIRST_ROWS = 300;

  private static final int GRID = 3;

  /** Features beyond which solving for weights takes seconds. */
  private static final int MOST_WIDTH = 2400;

  /** Classes a budget is reckoned for; the rows of more come on top. */
  private static final int CLASSES = 16;

  private FeatureMaps() {}

  /**
   * The map a recipe names, or the preset for such features, as wide as the budget allows.
   *
   * @throws IllegalArgumentException if there is no such map, or it cannot take such features
   */
  static FeatureMap of(Recipe recipe, Features features, Head head) {
    String part = recipe.parts().features();
    if (part.equals(Parts.PRESET)) {
      return preset(recipe, features, head);
    }
    Spec spec = Spec.parse(part);
    return switch (spec.id()) {
      case "raw" -> new RawFeatures(features.size());
      case "random-relu" -> new RandomRelu(features.size(), whole(spec, 0));
      case "random-conv" -> conv(recipe, features, whole(spec, 0), whole(spec, 1));
      case "network" -> new NetworkFeatures(Networks.of(recipe.network(), features));
      default -> throw new IllegalArgumentException("%s: \"%s\"".formatted(RULE, part));
    };
  }

  /** Whether the map a recipe names is made of its network. */
  static boolean areOfTheNetwork(Recipe recipe) {
    return Spec.parse(recipe.parts().features()).id().equals("network");
  }

  private static FeatureMap preset(Recipe recipe, Features features, Head head) {
    if (features.image(RandomConv.LEAST_SIDE).isPresent()) {
      return widest(recipe, head, 2 * GRID * GRID, n -> conv(recipe, features, n, GRID));
    }
    return switch (head.onVectors()) {
      case RAW -> new RawFeatures(features.size());
      case RANDOM_RELU -> widest(recipe, head, 1, n -> new RandomRelu(features.size(), n));
    };
  }

  /** The largest of a family of maps that stays within the budget, or the smallest of all. */
  private static FeatureMap widest(
      Recipe recipe, Head head, int widthOfOne, IntFunction<FeatureMap> family) {
    int fits = 1;
    int tooMany = MOST_WIDTH / widthOfOne + 1;
    while (tooMany - fits > 1) {
      int middle = (fits + tooMany) / 2;
      if (bytes(family.apply(middle), head) <= recipe.memoryBytes()) {
        fits = middle;
      } else {
        tooMany = middle;
      }
    }
    return family.apply(fits);
  }

  /** Bytes of a map and a head on it, for as many classes as a budget is reckoned for. */
  static long bytes(FeatureMap map, Head head) {
    long bytes = 0;
    for (List<Slot> slots : List.of(map.slots(), head.slots(map.width()))) {
      for (Slot slot : slots) {
        bytes += slot.bytes(CLASSES);
      }
    }
    return bytes + Slot.perClass("class.rows", DataType.FLOAT64).bytes(CLASSES);
  }

  private static int whole(Spec spec, int place) {
    double number = spec.number(place, 0);
    if (number < 1 || number > 1 << 20 || number != Math.rint(number)) {
      throw new IllegalArgumentException(
          "%s, positive whole numbers: \"%s\"".formatted(RULE, spec));
    }
    return (int) number;
  }

  private static RandomConv conv(Recipe recipe, Features features, int filters, int grid) {
    Features.Image image = features.requireImage("random-conv", RandomConv.LEAST_SIDE);
    int most = RandomConv.responses(Math.min(image.height(), image.width()));
    if (grid > most) {
      throw new IllegalArgumentException(
          "random-conv of images of %s takes a grid of at most %d cells a side: %d"
              .formatted(features.shape(), most, grid));
    }
    long affordable = recipe.memoryBytes() / 2 / features.sizeBytes();
    int firstRows = (int) Math.max(1, Math.min(FIRST_ROWS, affordable));
    return new RandomConv(image, filters, grid, firstRows);
  }
}
