package dev.perennial.cli.growth;

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

  /** The repetition in the middle; of an even number the mean of both that are. */
  public double median() {
    int half = micros.size() / 2;
    return micros.size() % 2 == 1
        ? micros.get(half)
        : (micros.get(half - 1) + micros.get(half)) / 2;
  }

  /** The fastest repetition. */
  public double least() {
    return micros.get(0);
  }

  /** The slowest one. */
  public double most() {
    return micros.get(micros.size() - 1);
  }
}
