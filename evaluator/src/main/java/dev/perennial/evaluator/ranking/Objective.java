package dev.perennial.evaluator.ranking;

import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.MatrixMetric;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.evaluator.metric.RunningMetric;
import java.util.List;
import java.util.SortedMap;

/**
 * What learners are ranked by: the weighted sum of the means of some metrics. Immutable and
 * thread-safe.
 */
public final class Objective {

  private final SortedMap<String, Double> weights;
  private final int window;
  private final int evaluationWindow;
  private final int keptTasks;
  private final List<MatrixMetric> matrixMetrics;

  /**
   * What the settings say.
   *
   * @param evaluationWindow that of the windowed metrics, which is part of their names
   * @param keptTasks of how many tasks something is kept
   */
  public Objective(RankingSettings settings, int evaluationWindow, int keptTasks) {
    this.weights = settings.weights();
    this.window = settings.window();
    this.evaluationWindow = evaluationWindow;
    this.keptTasks = keptTasks;
    this.matrixMetrics =
        Metrics.ofMatrix().stream().filter(metric -> weights.containsKey(metric.name())).toList();
  }

  /** The weight of each metric, by name. */
  SortedMap<String, Double> weights() {
    return weights;
  }

  /** Over how many evaluations a mean is taken. */
  int window() {
    return window;
  }

  /** Of how many tasks something is kept. */
  int keptTasks() {
    return keptTasks;
  }

  /** Those of the metrics that are read off the matrix. */
  List<MatrixMetric> matrixMetrics() {
    return matrixMetrics;
  }

  /** Those that are folded from evaluations in their order, with nothing folded yet. */
  List<RunningMetric<Evaluation, ?>> runningMetrics() {
    return Metrics.ofEvaluations(evaluationWindow, keptTasks).stream()
        .filter(metric -> weights.containsKey(metric.name()))
        .toList();
  }

  /** Which metrics they are: what was kept for others is of no use for these. */
  String metrics() {
    return String.join(" ", weights.keySet());
  }
}
