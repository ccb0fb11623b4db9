package dev.perennial.ingest.data;

import java.util.function.IntUnaryOperator;

/** One movement of the pen: a polyline fine enough to look smooth. Immutable. */
final class Stroke {

  private static final int STEPS_PER_SPAN = 4;

  private final double[] x;
  private final double[] y;

  private Stroke(double[] x, double[] y) {
    this.x = x;
    this.y = y;
  }

  /** Straight from point to point; {@code points} are x, y, x, y and so on. */
  static Stroke straight(double... points) {
    int count = points.length / 2;
    double[] x = new double[count];
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] = points[2 * i];
      y[i] = points[2 * i + 1];
    }
    return new Stroke(x, y);
  }

  /** A smooth curve through the points, from the first to the last. */
  static Stroke open(double... points) {
    int count = points.length / 2;
    return spline(points, count - 1, (i) -> Math.max(0, Math.min(count - 1, i)));
  }

  /** A smooth curve through the points and back to the first. */
  static Stroke closed(double... points) {
    int count = points.length / 2;
    return spline(points, count, (i) -> Math.floorMod(i, count));
  }

  /** The number of points. */
  int size() {
    return x.length;
  }

  /** How far right point {@code i} is. */
  double x(int i) {
    return x[i];
  }

  /** How far down point {@code i} is. */
  double y(int i) {
    return y[i];
  }

  // A Catmull-Rom spline: it passes through its control points, so a digit can be designed by eye.
  private static Stroke spline(double[] points, int spans, IntUnaryOperator index) {
    int size = spans * STEPS_PER_SPAN + 1;
    double[][] at = new double[2][size];
    for (int axis = 0; axis < 2; axis++) {
      for (int i = 0; i < size; i++) {
        int span = Math.min(i / STEPS_PER_SPAN, spans - 1);
        double t = (double) i / STEPS_PER_SPAN - span;
        double before = points[2 * index.applyAsInt(span - 1) + axis];
        double from = points[2 * index.applyAsInt(span) + axis];
        double to = points[2 * index.applyAsInt(span + 1) + axis];
        double after = points[2 * index.applyAsInt(span + 2) + axis];
        at[axis][i] =
            from
                + 0.5
                    * t
                    * (to
                        - before
                        + t
                            * (2 * before
                                - 5 * from
                                + 4 * to
                                - after
                                + t * (3 * (from - to) + after - before)));
      }
    }
    return new Stroke(at[0], at[1]);
  }
}
