package dev.perennial.evaluator.ranking;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Which samples of a task's hold-out set a model has right: a bit each, in the order in which they
 * joined the set. Learners of one stream read one log, so the same bit is the same sample with all
 * of them, as far as their sets go. Immutable.
 */
final class RightAnswers {

  private final int samples;
  private final BitSet right;

  private RightAnswers(int samples, BitSet right) {
    this.samples = samples;
    this.right = right;
  }

  /**
   * Of what stands in a score, which is not changed: the first sample in the lowest bit of the
   * first byte.
   *
   * @param samples how many bits count, at most 8 a byte
   */
  static RightAnswers of(ByteBuffer bits, int samples) {
    BitSet right = BitSet.valueOf(bits.duplicate());
    // Bits behind the last sample mean nothing.
    right.clear(samples, Math.max(samples, right.length()));
    return new RightAnswers(samples, right);
  }

  /** How this one did beside {@code other} on the samples that both have answered. */
  Tally against(RightAnswers other) {
    int compared = Math.min(samples, other.samples);
    return new Tally(compared, without(other, compared), other.without(this, compared));
  }

  /** How many of the first {@code compared} only this one has right. */
  private long without(RightAnswers other, int compared) {
    BitSet alone = right.get(0, compared);
    alone.andNot(other.right);
    return alone.cardinality();
  }

  void save(DataOutput out) throws IOException {
    byte[] bits = right.toByteArray();
    out.writeShort(samples);
    out.writeShort(bits.length);
    out.write(bits);
  }

  static RightAnswers load(DataInput in) throws IOException {
    int samples = in.readShort();
    byte[] bits = new byte[in.readShort()];
    in.readFully(bits);
    return new RightAnswers(samples, BitSet.valueOf(bits));
  }
}
