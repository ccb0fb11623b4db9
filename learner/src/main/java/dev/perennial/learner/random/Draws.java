package dev.perennial.learner.random;

/**
 * The random numbers of one seed and purpose, by counter: the same three always give the same
 * number, whatever was drawn before. Immutable and thread-safe.
 *
 * <p>The counter goes through the finalizer of SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", OOPSLA 2014) under a key that seed and purpose make.
 */
public final class Draws {

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private static final long MOST = (1L << 62) - 1;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final long key;

  /**
   * Draws for a purpose.
   *
   * @param purpose what the numbers are for; other purposes get unrelated numbers
   */
  public Draws(long seed, String purpose) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < purpose.length(); i++) {
      hash = (hash ^ purpose.charAt(i)) * FNV_PRIME;
    }
    this.key = mix(mix(seed + GOLDEN_GAMMA) ^ hash);
  }

  /** 64 random bits. */
  public long bits(long counter) {
    return mix(mix(key + counter * GOLDEN_GAMMA) ^ key);
  }

  /** A number in [0, 1), one of 2^53. */
  public double unit(long counter) {
    return (bits(counter) >>> 11) * 0x1p-53;
  }

  /**
   * A whole number in [0, bound).
   *
   * @param bound at least 1, below 2^62; no number is more likely than another by more than 2^-62
   * @throws IllegalArgumentException if the bound is another
   */
  public long below(long bound, long counter) {
    if (bound < 1 || bound > MOST) {
      throw new IllegalArgumentException("bound must be in [1, 2^62): " + bound);
    }
    // The high half of the product scales 63 random bits to the bound without a division.
    return Math.multiplyHigh(bits(counter) >>> 1, bound << 1);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
