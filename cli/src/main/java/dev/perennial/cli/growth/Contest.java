package dev.perennial.cli.growth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Folds that have come to different sizes, measured in turn. Owned by one thread. */
final class Contest implements AutoCloseable {

  private static final double NANOS_A_MICRO = 1e3;

  private final Map<Integer, TimedFold> folds = new TreeMap<>();

  /** Adds a fold, which is brought to its size afterwards and closed with the contest. */
  TimedFold enter(int size, TimedFold fold) {
    folds.put(size, fold);
    return fold;
  }

  /**
   * Measures every fold so many times, after a time that does not count.
   *
   * @param samples of a repetition
   * @param repetition what a fold does, and how many nanoseconds that took
   */
  Series measure(String name, int repetitions, int samples, ToLongFunction<TimedFold> repetition) {
    Map<Integer, List<Double>> micros = new TreeMap<>();
    for (int round = 0; round <= repetitions; round++) {
      boolean counts = round > 0;
      folds.forEach(
          (size, fold) -> {
            double each = repetition.applyAsLong(fold) / NANOS_A_MICRO / samples;
            if (counts) {
              micros.computeIfAbsent(size, none -> new ArrayList<>()).add(each);
            }
          });
    }
    return new Series(
        name, micros.entrySet().stream().map(at -> new Point(at.getKey(), at.getValue())).toList());
  }

  @Override
  public void close() {
    folds.values().forEach(TimedFold::close);
  }
}
