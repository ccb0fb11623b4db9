package dev.perennial.cli.pipeline;

import java.util.Arrays;
import java.util.Objects;

/** Offsets in their order, 8 bytes each. Not thread-safe. */
public final class Offsets {

  private static final int FIRST = 1024;

  private long[] offsets = new long[FIRST];
  private int size;

  void add(long offset) {
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * size);
    }
    offsets[size++] = offset;
  }

  int size() {
    return size;
  }

  /**
   * The offset at an index, from 0.
   *
   * @throws IndexOutOfBoundsException if there are not so many
   */
  long get(long index) {
    return offsets[Objects.checkIndex(Math.toIntExact(index), size)];
  }
}
