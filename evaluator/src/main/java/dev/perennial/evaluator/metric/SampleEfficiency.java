package dev.perennial.evaluator.metric;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Sample efficiency of New et al. (2022): how high a learner's accuracy on a task rises and how
 * soon, against an expert: the ratio of their highest accuracies times the inverse ratio of the
 * samples it took to get there, the mean over tasks. Above 0 wherever it is defined, and 1 where
 * both learn alike. The expert of the paper learns each task alone; here it is the learner that
 * {@code evaluator.experts} names.
 *
 * <p>Departures: the highest accuracy is that of a bin of {@link LearningCurve}, reached at the
 * bin's end; the paper's logs are smoothed instead. n counts the samples that both have answered.
 */
public final class SampleEfficiency implements CurveMetric {

  /** The highest accuracy of any bin, and the samples up to the end of the first that has it. */
  private record Saturation(double accuracy, long samples) {

    static Saturation of(List<LearningCurve.Bin> bins) {
      Saturation highest = new Saturation(0, 0);
      long samples = 0;
      for (LearningCurve.Bin bin : bins) {
        samples += bin.total();
        if (bin.accuracy() > highest.accuracy()) {
          highest = new Saturation(bin.accuracy(), samples);
        }
      }
      return highest;
    }
  }

  @Override
  public String name() {
    return "sample-efficiency";
  }

  @Override
  public Measured of(LearningCurves curves, Optional<LearningCurves> expert) {
    return Rivals.compare(
        curves, expert, SampleEfficiency::ratio, "learner and expert were both right on no task");
  }

  private static OptionalDouble ratio(List<LearningCurve.Bin> own, List<LearningCurve.Bin> expert) {
    Saturation ours = Saturation.of(own);
    Saturation theirs = Saturation.of(expert);
    return ours.samples() == 0 || theirs.samples() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            ours.accuracy() / theirs.accuracy() * theirs.samples() / ours.samples());
  }
}
