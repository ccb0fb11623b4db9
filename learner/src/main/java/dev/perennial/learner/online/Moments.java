package dev.perennial.learner.online;

import java.nio.ByteBuffer;

/** Mean and population variance of every element over all rows so far (Welford 1962). */
final class Moments {

  private final double[] means;
  private final double[] squares;
  private long count;

  /** Over no rows yet. */
  Moments(int elements) {
    this.means = new double[elements];
    this.squares = new double[elements];
  }

  /** Takes a row in. */
  void add(float[] row) {
    count++;
    for (int i = 0; i < means.length; i++) {
      double delta = row[i] - means[i];
      means[i] += delta / count;
      squares[i] += delta * (row[i] - means[i]);
    }
  }

  /** How many rows there were. */
  long count() {
    return count;
  }

  /** The mean of an element; 0 over no rows. */
  double mean(int element) {
    return means[element];
  }

  /** The variance of an element; 0 over no rows. */
  double variance(int element) {
    return count == 0 ? 0 : squares[element] / count;
  }

  /** How many bytes {@link #encode} puts. */
  int sizeBytes() {
    return Long.BYTES + 2 * means.length * Double.BYTES;
  }

  /** Puts everything. */
  void encode(ByteBuffer to) {
    to.putLong(count);
    for (int i = 0; i < means.length; i++) {
      to.putDouble(means[i]).putDouble(squares[i]);
    }
  }

  /** Becomes what {@link #encode} put. */
  void decode(ByteBuffer from) {
    count = from.getLong();
    for (int i = 0; i < means.length; i++) {
      means[i] = from.getDouble();
      squares[i] = from.getDouble();
    }
  }
}
