package dev.perennial.cli.report;

import java.util.List;

/**
 * How far some values lie apart.
 *
 * @param median the middle one; of an even number the mean of the two in the middle
 */
public record Spread(double least, double median, double most) {

  /**
   * That of some values, in any order.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("there must be a value");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(sorted.get(0), median, sorted.get(sorted.size() - 1));
  }
}
