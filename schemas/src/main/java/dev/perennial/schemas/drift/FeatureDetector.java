package dev.perennial.schemas.drift;

import java.nio.ByteBuffer;

/**
 * Watches vectors of numbers and says when their distribution has changed. Deterministic; what
 * {@link #encode} put and {@link #decode} read goes on to the bit. O(d) a vector. Owned by one
 * thread.
 *
 * <p>Its contract test is {@code FeatureDetectorContract}.
 */
public interface FeatureDetector {

  /**
   * Takes the next vector in.
   *
   * @param features finite, as many as the detector was made for; not kept
   * @return whether a change is declared here; what was seen before it is then forgotten
   * @throws IllegalArgumentException if there are more or fewer
   */
  boolean add(float[] features);

  /** How many bytes {@link #encode} would put now. */
  int sizeBytes();

  /** Puts the whole state. */
  void encode(ByteBuffer to);

  /** Becomes what {@link #encode} of a detector with the same settings put. */
  void decode(ByteBuffer from);
}
