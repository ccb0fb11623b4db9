package dev.perennial.evaluator.ranking;

import java.util.OptionalDouble;

/**
 * How two did on the samples that both have answered.
 *
 * @param compared how many these are
 * @param better how many only the one has right
 * @param worse how many only the other has right
 */
record Tally(long compared, long better, long worse) {

  /** No sample. */
  static final Tally NONE = new Tally(0, 0, 0);

  /** Those of both tallies. */
  Tally plus(Tally other) {
    return new Tally(compared + other.compared, better + other.better, worse + other.worse);
  }

  /** With the test's answer. */
  Verdict verdict() {
    return new Verdict(
        this,
        better + worse == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(McNemar.pValue(better, worse)));
  }

  /**
   * A tally and what {@link McNemar}'s test makes of it.
   *
   * @param pValue two-sided; empty where no sample tells the two apart
   */
  record Verdict(Tally tally, OptionalDouble pValue) {

    /** Of two that have no sample in common. */
    static final Verdict NONE = Tally.NONE.verdict();

    /** Whether the one is better, and luck would look so at most with {@code 1 - confidence}. */
    boolean isBetter(double confidence) {
      return tally.better() > tally.worse() && pValue.orElse(1) <= 1 - confidence;
    }
  }
}
