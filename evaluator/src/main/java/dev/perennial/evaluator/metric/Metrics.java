package dev.perennial.evaluator.metric;

import java.util.List;
import java.util.stream.Stream;

/** Every metric there is, on one page: to add one, write its class and name it here. */
public final class Metrics {

  /** The accuracy of one model on one task's hold-out set; carries the task. */
  public static final String TASK_ACCURACY = "task-accuracy";

  /** The largest window of {@link #ofEvaluations}: some 3 numbers of it are kept for each task. */
  public static final int MOST_EVALUATION_WINDOW = 100;

  /** Why metrics of answers are absent before the first. */
  static final String NO_ANSWER = "no labelled sample has been predicted";

  private Metrics() {}

  /** Those read off the accuracy matrix. */
  public static List<MatrixMetric> ofMatrix() {
    return List.of(
        new AverageAccuracy(),
        new MicroAccuracy(),
        new AverageIncrementalAccuracy(),
        new BackwardTransfer(),
        new TriangularBackwardTransfer(),
        new ForwardTransfer(),
        new Forgetting(),
        new LearningAccuracy(),
        new PerformanceMaintenance(),
        new ForwardTransferRatio(),
        new ForwardTransferContrast(),
        new BackwardTransferRatio(),
        new BackwardTransferContrast());
  }

  /**
   * Those folded from evaluations in the order of their numbers, with nothing folded yet.
   *
   * @param window within how many evaluations windowed forgetting and plasticity look for a swing,
   *     in [2, {@value #MOST_EVALUATION_WINDOW}]
   * @param most how many tasks they keep something of, at least 2
   */
  public static List<RunningMetric<Evaluation, ?>> ofEvaluations(int window, int most) {
    return List.of(
        new AverageAnytimeAccuracy(),
        new MinimumAccuracy(most),
        new WorstCaseAccuracy(most),
        new WindowedForgetting(window, most),
        new WindowedPlasticity(window, most),
        new NegativeFlipRate());
  }

  /** Those folded from steps, with nothing folded yet. */
  public static List<RunningMetric<Progress, ?>> ofSteps() {
    return List.of(new Plasticity());
  }

  /** Those read off learning curves. */
  public static List<CurveMetric> ofCurves() {
    return List.of(new PerformanceRecovery(), new RelativePerformance(), new SampleEfficiency());
  }

  /**
   * The names of all that are folded from evaluations and are about all tasks.
   *
   * @param window as of {@link #ofEvaluations}: it is part of names
   */
  public static List<String> namesOfEvaluations(int window) {
    return Stream.concat(
            ofMatrix().stream().map(MatrixMetric::name),
            ofEvaluations(window, 2).stream().map(RunningMetric::name))
        .toList();
  }

  /**
   * The names of all that are about all tasks.
   *
   * @param window as of {@link #ofEvaluations}: it is part of names
   */
  public static List<String> names(int window) {
    return Stream.of(
            namesOfEvaluations(window).stream(),
            ofAnswers(1, 1).stream().map(RunningMetric::name),
            ofSteps().stream().map(RunningMetric::name),
            ofCurves().stream().map(CurveMetric::name))
        .flatMap(names -> names)
        .toList();
  }

  /** Those folded from answers, with nothing folded yet. */
  public static List<RunningMetric<Answer, ?>> ofAnswers(int window, double fading) {
    return List.of(
        new PrequentialAccuracy(),
        new FadingAccuracy(fading),
        new WindowedAccuracy(window),
        new Kappa(),
        new KappaTemporal(),
        new KappaM(),
        new RefusedSteps());
  }

  /**
   * (p0 - pc) / (1 - pc) from counts: right answers against those of a reference, of {@code total}.
   * Absent where there is no answer, and because {@code perfectReference} where no reference could
   * be beaten.
   */
  static Measured against(long correct, double reference, long total, String perfectReference) {
    if (total == 0) {
      return Measured.absent(NO_ANSWER, 0);
    }
    if (reference >= total) {
      return Measured.absent(perfectReference, total);
    }
    return Measured.of((correct - reference) / (total - reference), total);
  }
}
