package dev.perennial.cli.growth;

import dev.perennial.cli.report.Spread;
import java.util.List;

/**
 * What a sample costs where something has a certain size.
 *
 * @param size the rows, tasks or samples of the axis, at least 1
 * @param micros processor time a sample, one a repetition, at least one
 */
public record Point(int size, List<Double> micros) {

  /** Copies the list, and sorts it. */
  public Point {
    if (micros.isEmpty()) {
      throw new IllegalArgumentException("there must be a repetition");
    }
    micros = micros.stream().sorted().toList();
  }

  /** From the fastest repetition to the slowest. */
  public Spread spread() {
    return Spread.of(micros);
  }
}
