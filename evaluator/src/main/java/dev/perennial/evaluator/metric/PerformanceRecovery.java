package dev.perennial.evaluator.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Performance recovery of New et al. (2022): whether a learner gets back faster, each time it comes
 * back to a task, to where it had been. The time of a visit is how many samples it takes until
 * accuracy is again what it was at the end of the visit before; the value is the negated Theil-Sen
 * slope of a task's times, the mean over tasks: the samples saved a visit. Below 0 where it takes
 * ever longer. A task enters with its second recovery, its third visit.
 *
 * <p>Departures: a visit ends where a whole bin of the log has passed without the task, and
 * accuracy is that of a bin of {@link LearningCurve}, the end of a visit its last one. A visit that
 * does not recover has no time. n counts the answers of visits that recovered, up to there.
 */
public final class PerformanceRecovery implements CurveMetric {

  @Override
  public String name() {
    return "performance-recovery";
  }

  @Override
  public Measured of(LearningCurves curves, Optional<LearningCurves> expert) {
    Mean mean = new Mean();
    PeriodSample sample = curves.sample();
    curves
        .tasks()
        .forEach(
            (task, curve) -> {
              List<Long> times = times(curve.visits());
              slope(times)
                  .ifPresent(
                      slope ->
                          mean.add(
                              -slope,
                              times.stream().mapToLong(Long::longValue).sum(),
                              sample.weight(task)));
            });
    return mean.orAbsent("no task was recovered on two later visits");
  }

  private static List<Long> times(List<List<LearningCurve.Bin>> visits) {
    List<Long> times = new ArrayList<>();
    for (int visit = 1; visit < visits.size(); visit++) {
      List<LearningCurve.Bin> before = visits.get(visit - 1);
      time(visits.get(visit), before.get(before.size() - 1).accuracy()).ifPresent(times::add);
    }
    return times;
  }

  private static OptionalLong time(List<LearningCurve.Bin> visit, double accuracy) {
    long answers = 0;
    for (LearningCurve.Bin bin : visit) {
      answers += bin.total();
      if (bin.accuracy() >= accuracy) {
        return OptionalLong.of(answers);
      }
    }
    return OptionalLong.empty();
  }

  /** The median of the slopes between any two (Theil 1950, Sen 1968). */
  private static OptionalDouble slope(List<Long> times) {
    List<Double> slopes = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      for (int j = i + 1; j < times.size(); j++) {
        slopes.add((double) (times.get(j) - times.get(i)) / (j - i));
      }
    }
    if (slopes.isEmpty()) {
      return OptionalDouble.empty();
    }
    double[] sorted = slopes.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    return Arrays.stream(sorted, sorted.length % 2 == 0 ? half - 1 : half, half + 1).average();
  }
}
