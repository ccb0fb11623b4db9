package dev.perennial.cli.speed;

import dev.perennial.learner.step.DenseProducts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** {@link Part#BOUND} of dense networks that descend. */
final class BoundTrial implements Trial {

  private static final int CLASSES = 10;
  private static final String DENSE = "mlp:";
  private static final Set<String> REPLAYING = Set.of("er", "er-ace", "der++");

  private final Duration time;

  BoundTrial(Duration time) {
    this.time = time;
  }

  @Override
  public OptionalDouble samplesPerSecond(Cell cell) {
    boolean replays = REPLAYING.contains(cell.strategy());
    boolean descends = replays || cell.strategy().equals("naive");
    if (!cell.network().startsWith(DENSE) || !descends) {
      return OptionalDouble.empty();
    }
    List<Integer> widths = new ArrayList<>(List.of(Images.features().size()));
    for (String width : cell.network().substring(DENSE.length()).split(",")) {
      widths.add(Integer.valueOf(width));
    }
    widths.add(CLASSES);
    int rows = replays ? 2 * cell.batch() : cell.batch();
    try (DenseProducts products = new DenseProducts(widths, rows)) {
      Stopwatch stopwatch = new Stopwatch(0, time);
      long steps = 0;
      do {
        steps += products.run();
      } while (!stopwatch.isOver(steps));
      return OptionalDouble.of(stopwatch.perSecond() * cell.batch());
    }
  }
}
