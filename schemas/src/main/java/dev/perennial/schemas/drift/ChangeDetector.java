package dev.perennial.schemas.drift;

import java.nio.ByteBuffer;

/**
 * Watches a sequence of numbers and says when their distribution has changed. Deterministic; what
 * {@link #encode} put and {@link #decode} read goes on to the bit. Owned by one thread.
 *
 * <p>Its contract test is {@code ChangeDetectorContract}.
 */
public interface ChangeDetector {

  /**
   * Takes the next value in.
   *
   * @param value finite, and in [0, 1] where the detector says so
   * @return whether a change is declared here; what was seen before it is then forgotten
   * @throws IllegalArgumentException if the value is not of that kind
   */
  boolean add(double value);

  /**
   * Whether a change is suspected since the last value, at a confidence that does not suffice to
   * declare one. Always false for a detector that has only one confidence.
   */
  boolean warns();

  /** How many bytes {@link #encode} would put now. */
  int sizeBytes();

  /** Puts the whole state. */
  void encode(ByteBuffer to);

  /** Becomes what {@link #encode} of a detector with the same settings put. */
  void decode(ByteBuffer from);
}
