package dev.perennial.learner.job;

import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Which rows of a hold-out set one version of a model had right.
 *
 * @param version of the model
 * @param rows how many it answered: the first ones of the set, at least 1
 * @param right the rows it had right, by their place in the set; not to be changed
 */
record Answers(long version, int rows, BitSet right) {

  /** So many rows are told one by one. */
  static final int MOST_TOLD = 10_000;

  /** How many rows were right. */
  int correct() {
    return right.cardinality();
  }

  /** The first {@link #MOST_TOLD} rows, a bit each, the first in the lowest bit; right is 1. */
  ByteBuffer told() {
    int told = Math.min(rows, MOST_TOLD);
    return packed(right.get(0, told), told);
  }

  /** The answers on the first rows: on so many at most. */
  Answers first(int most) {
    return most < rows ? new Answers(version, most, right.get(0, most)) : this;
  }

  /** How these answers differ from those of an older version. */
  Flips since(Answers older) {
    int compared = Math.min(rows, older.rows);
    BitSet lost = older.right.get(0, compared);
    lost.andNot(right);
    return new Flips(lost.cardinality(), compared);
  }

  /**
   * What became of the answers from one version to the next (Yan et al., "Positive-congruent
   * training", CVPR 2021).
   *
   * @param negative samples that were right and are wrong now
   * @param compared samples that both versions answered, at least 1
   */
  record Flips(long negative, long compared) {}

  /** What {@link #write} writes. */
  int sizeBytes() {
    return Long.BYTES + Integer.BYTES + bytesOf(rows);
  }

  void write(ByteBuffer to) {
    to.putLong(version).putInt(rows).put(packed(right, rows));
  }

  static Answers read(ByteBuffer from) {
    long version = from.getLong();
    int rows = from.getInt();
    byte[] bits = new byte[bytesOf(rows)];
    from.get(bits);
    return new Answers(version, rows, BitSet.valueOf(bits));
  }

  private static ByteBuffer packed(BitSet bits, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(bytesOf(count));
    bytes.put(0, bits.toByteArray());
    return bytes;
  }

  private static int bytesOf(int bits) {
    return (bits + Byte.SIZE - 1) / Byte.SIZE;
  }
}
