package dev.perennial.evaluator.metric;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;

/**
 * A learner and an expert on the same tasks: the mean over those that both have answered of what
 * their curves say side by side.
 */
final class Rivals {

  private Rivals() {}

  /**
   * The mean of a value over tasks.
   *
   * @param value of two curves with the same bins; empty where it is undefined
   * @param undefined why there is no value where it is so for every task
   */
  static Measured compare(
      LearningCurves curves,
      Optional<LearningCurves> expert,
      BiFunction<List<LearningCurve.Bin>, List<LearningCurve.Bin>, OptionalDouble> value,
      String undefined) {
    if (expert.isEmpty() || expert.get().tasks().isEmpty()) {
      return Measured.absent(CurveMetric.NO_EXPERT, 0);
    }
    Mean mean = new Mean();
    PeriodSample sample = curves.sample();
    curves
        .tasks()
        .forEach(
            (task, curve) -> {
              LearningCurve theirs = expert.get().tasks().get(task);
              if (theirs != null) {
                int level = Math.max(curve.level(), theirs.level());
                List<LearningCurve.Bin> own = new ArrayList<>();
                List<LearningCurve.Bin> other = new ArrayList<>();
                both(curve.bins(level), theirs.bins(level), own, other);
                value
                    .apply(own, other)
                    .ifPresent(of -> mean.add(of, samples(own), sample.weight(task)));
              }
            });
    return mean.orAbsent(undefined);
  }

  /** The bins that both have filled alike: up to the first in which one is behind the other. */
  private static void both(
      List<LearningCurve.Bin> one,
      List<LearningCurve.Bin> two,
      List<LearningCurve.Bin> own,
      List<LearningCurve.Bin> other) {
    Iterator<LearningCurve.Bin> theirs = two.iterator();
    for (LearningCurve.Bin bin : one) {
      LearningCurve.Bin their = theirs.hasNext() ? theirs.next() : null;
      if (their == null || their.total() != bin.total()) {
        return;
      }
      own.add(bin);
      other.add(their);
    }
  }

  private static long samples(List<LearningCurve.Bin> bins) {
    return bins.stream().mapToLong(LearningCurve.Bin::total).sum();
  }
}
