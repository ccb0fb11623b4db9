package dev.perennial.evaluator.metric;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Performance relative to an expert of New et al. (2022): the area under a learner's learning curve
 * over that under the expert's, on the same samples of a task, the mean over tasks. 1 where
 * learning one task after the other costs and gains nothing; at least 0. The expert of the paper
 * learns each task alone; here it is the learner that {@code evaluator.experts} names. n counts the
 * samples that both have answered.
 */
public final class RelativePerformance implements CurveMetric {

  @Override
  public String name() {
    return "relative-performance";
  }

  @Override
  public Measured of(LearningCurves curves, Optional<LearningCurves> expert) {
    return Rivals.compare(
        curves, expert, RelativePerformance::ratio, "the expert was right on no task");
  }

  private static OptionalDouble ratio(List<LearningCurve.Bin> own, List<LearningCurve.Bin> expert) {
    double theirs = correct(expert);
    return theirs == 0 ? OptionalDouble.empty() : OptionalDouble.of(correct(own) / theirs);
  }

  private static double correct(List<LearningCurve.Bin> bins) {
    return bins.stream().mapToLong(LearningCurve.Bin::correct).sum();
  }
}
