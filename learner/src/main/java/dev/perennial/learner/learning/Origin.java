package dev.perennial.learner.learning;

import dev.perennial.schemas.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Which sample a kept row is, so that it can be found when it is to be forgotten. Nothing is
 * learned otherwise because of it.
 *
 * @param id the first eight bytes of the SHA-256 of the sample's id; two samples have the same once
 *     in 2^64 pairs, and would then be forgotten together
 * @param label the index of its class, at least 0
 * @param task the index of its task, at least 0
 */
public record Origin(long id, int label, int task) {

  /** Bytes that {@link #write} writes. */
  public static final int SIZE_BYTES = Long.BYTES + 2 * Integer.BYTES;

  /** Checks the ranges. */
  public Origin {
    if (label < 0) {
      throw new IllegalArgumentException("a class index must not be negative: " + label);
    }
    if (task < 0) {
      throw new IllegalArgumentException("a task index must not be negative: " + task);
    }
  }

  /** The origin of the sample with that id. */
  public static Origin of(String id, int label, int task) {
    return new Origin(digest(id), label, task);
  }

  /** What stands for a sample's id. */
  static long digest(String id) {
    return ByteBuffer.wrap(Sha256.of(id.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  /** Puts id, class and task. */
  public void write(ByteBuffer to) {
    to.putLong(id).putInt(label).putInt(task);
  }

  /** What {@link #write} put. */
  public static Origin read(ByteBuffer from) {
    return new Origin(from.getLong(), from.getInt(), from.getInt());
  }
}
