package dev.perennial.ingest.topology;

import dev.perennial.schemas.Role;
import dev.perennial.schemas.Sample;

/**
 * Sends a fixed share of ids to hold-out.
 *
 * <p>An id's place in [0, 1) is a hash of nothing but its UTF-16 units, so the same sample falls on
 * the same side in every JVM, partition and replay: 64-bit FNV-1a over the units, each as one step,
 * then the finalizer of MurmurHash3, whose upper 53 bits are the fraction. An id is held out if its
 * place is below the share.
 *
 * @param share in [0, 1]; 0 holds nothing out, 1 everything
 */
record HoldoutSplit(double share) {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /**
   * The role of a labelled sample: HOLDOUT if it says so or its id falls to hold-out, otherwise
   * {@code learned}.
   */
  Role roleOf(Sample sample, Role learned) {
    return switch (sample.getSplit()) {
      case TRAIN -> learned;
      case HOLDOUT -> Role.HOLDOUT;
      case AUTO -> holdsOut(sample.getId()) ? Role.HOLDOUT : learned;
    };
  }

  /** Whether the sample with that id only ever scores. */
  boolean holdsOut(String id) {
    return place(id) < share;
  }

  /** The id's place in [0, 1). */
  static double place(String id) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * FNV_PRIME;
    }
    // FNV alone leaves the upper bits of short, similar ids alike.
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return (hash >>> 11) * 0x1p-53;
  }
}
