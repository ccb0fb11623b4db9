package dev.perennial.cli.growth;

import java.util.List;

/**
 * One line of a curve.
 *
 * @param name what was measured, short
 * @param points by ascending size, at least one
 */
public record Series(String name, List<Point> points) {

  /** Copies the list. */
  public Series {
    if (points.isEmpty()) {
      throw new IllegalArgumentException("there must be a point");
    }
    points = List.copyOf(points);
  }

  /** The median at the largest size over that at the smallest: 1 where nothing grows. */
  public double growth() {
    return points.get(points.size() - 1).spread().median() / points.get(0).spread().median();
  }
}
