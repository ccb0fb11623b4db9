package dev.perennial.evaluator.chronicle;

/** A copy of points of a curve, by ascending place. Immutable. */
public final class Points {

  private final long[] x;
  private final double[] y;

  /** Takes the arrays over: of equal length, never changed again. */
  Points(long[] x, double[] y) {
    this.x = x;
    this.y = y;
  }

  /** How many there are. */
  public int size() {
    return x.length;
  }

  /**
   * The place in the log of the point at {@code index}.
   *
   * @throws ArrayIndexOutOfBoundsException if {@code index} is outside [0, {@link #size()})
   */
  public long x(int index) {
    return x[index];
  }

  /**
   * The value of the point at {@code index}, finite.
   *
   * @throws ArrayIndexOutOfBoundsException if {@code index} is outside [0, {@link #size()})
   */
  public double y(int index) {
    return y[index];
  }
}
