package dev.perennial.schemas.random;

/**
 * Random numbers as a function of (seed, purpose, counters): nothing is shared, so what is drawn
 * for one example never depends on which were drawn before it.
 *
 * <p>SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014)
 * started at a hash of the arguments. Gives the same numbers on every platform. Owned by one
 * thread.
 */
public final class CounterRandom {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  private CounterRandom(long state) {
    this.state = state;
  }

  /**
   * The sequence for one use.
   *
   * @param purpose what the numbers are for; different purposes give unrelated sequences
   * @param counters which of the things of that purpose
   */
  public static CounterRandom of(long seed, String purpose, long... counters) {
    long hash = mix(seed + GAMMA);
    hash = mix(hash ^ purpose.hashCode());
    for (long counter : counters) {
      hash = mix((hash + GAMMA) ^ counter);
    }
    return new CounterRandom(hash);
  }

  /** The next 64 random bits. */
  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform between {@code least} and {@code most}. */
  public double between(double least, double most) {
    return least + (most - least) * nextDouble();
  }

  /**
   * Uniform in [0, bound), up to a bias of {@code bound} / 2^32.
   *
   * @param bound at least 1
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be at least 1: " + bound);
    }
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** Puts {@code values} into a random order (Fisher and Yates), each equally likely. */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }

  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
