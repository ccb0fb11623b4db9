package dev.perennial.learner.learning;

import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * Rows of input in one direct buffer that is filled once and reused, so that no row is copied
 * twice. Row-major, little-endian, the elements as the wire has them. Owned by one thread.
 */
public final class Inputs {

  private final Features features;
  private final ByteBuffer data;
  private int rows;
  private long revision;

  /**
   * No rows yet.
   *
   * @param capacity the most rows it will hold, at least 1
   */
  public Inputs(Features features, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be positive: " + capacity);
    }
    this.features = features;
    this.data =
        ByteBuffer.allocateDirect(Math.multiplyExact(capacity, features.sizeBytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What one row looks like. */
  public Features features() {
    return features;
  }

  /** How many rows there are. */
  public int rows() {
    return rows;
  }

  /** Another number after every change. */
  public long revision() {
    return revision;
  }

  /** The most rows there can be. */
  public int capacity() {
    return data.capacity() / features.sizeBytes();
  }

  /**
   * Adds a row: the remaining bytes of {@code row}, whose position is left as it is.
   *
   * @throws IllegalArgumentException if they are not exactly one row
   * @throws IllegalStateException if it is full
   */
  public void add(ByteBuffer row) {
    if (row.remaining() != features.sizeBytes()) {
      throw new IllegalArgumentException(
          "a row of %s needs %d bytes: %d"
              .formatted(features, features.sizeBytes(), row.remaining()));
    }
    if (rows == capacity()) {
      throw new IllegalStateException("inputs hold at most " + capacity() + " rows");
    }
    data.put(rows * features.sizeBytes(), row, row.position(), row.remaining());
    rows++;
    revision++;
  }

  /** Forgets every row. */
  public void clear() {
    rows = 0;
    revision++;
  }

  /** What stands in one row stands in the other too. */
  void copy(int from, int to) {
    int size = features.sizeBytes();
    data.put(to * size, data, from * size, size);
    revision++;
  }

  /** Forgets the rows from {@code count} on, and what stood there. */
  void truncate(int count) {
    int size = features.sizeBytes();
    data.put(count * size, new byte[(rows - count) * size]);
    rows = count;
    revision++;
  }

  /**
   * Checks that the rows are of that kind.
   *
   * @throws IllegalArgumentException if they are of another
   */
  public void requireFeatures(Features expected) {
    if (!features.equals(expected)) {
      throw new IllegalArgumentException("the learner takes %s: %s".formatted(expected, features));
    }
  }

  /**
   * Checks that there is something to predict.
   *
   * @throws IllegalArgumentException if there is no row
   */
  public void requireRow() {
    if (rows < 1) {
      throw new IllegalArgumentException("there must be a row to predict");
    }
  }

  /**
   * Checks that every element is a number: one that is none would stay in sums for ever.
   *
   * @throws RefusedStepException if not, with the row and the element
   */
  public void requireFinite() {
    requireWithin(Float.MAX_VALUE);
  }

  /**
   * Checks that every element is a number in [-{@code most}, {@code most}].
   *
   * @throws RefusedStepException if not, with the row and the element
   */
  public void requireWithin(float most) {
    if (features.elementType() == ElementType.UINT8) {
      return;
    }
    FloatBuffer numbers = data().asFloatBuffer();
    for (int i = 0; numbers.hasRemaining(); i++) {
      float number = numbers.get();
      if (!Float.isFinite(number)) {
        throw refused(Refusal.FEATURE_NOT_FINITE, i, "is not finite: " + number);
      }
      if (Math.abs(number) > most) {
        throw refused(
            Refusal.FEATURE_TOO_LARGE, i, "is too large, at most %s: %s".formatted(most, number));
      }
    }
  }

  private RefusedStepException refused(Refusal refusal, int element, String what) {
    return new RefusedStepException(
        refusal,
        "row %d has an element that %s; nothing is learned from its batch"
            .formatted(element / features.size(), what));
  }

  /**
   * Exactly the rows there are: a view, position 0, little-endian; its content changes with later
   * calls.
   */
  public ByteBuffer data() {
    return data.slice(0, rows * features.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * One row: a view, position 0, little-endian; its content changes with later calls.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public ByteBuffer row(int row) {
    int size = features.sizeBytes();
    return data.slice(Objects.checkIndex(row, rows) * size, size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The whole buffer, rows or not, little-endian; always the same object, so that a native view of
   * it can be made once.
   */
  public ByteBuffer buffer() {
    return data;
  }
}
