package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.alert.AlertRules;
import dev.perennial.evaluator.drift.DriftRule;
import dev.perennial.evaluator.ranking.RankingSettings;
import java.util.Map;

/**
 * What decides which values the fold gives.
 *
 * @param emitEvery after how many labelled predictions of a learner its metrics are published, at
 *     least 1
 * @param window how many answers windowed accuracy looks back on, at least 1
 * @param fading the factor of fading accuracy, in [0.000001, 1]
 * @param evaluationWindow within how many evaluations windowed forgetting and plasticity look for a
 *     swing, in [2, {@value dev.perennial.evaluator.metric.Metrics#MOST_EVALUATION_WINDOW}]
 * @param keptTasks of how many tasks something is kept, the newest and a sample of the others, in
 *     [2, {@value dev.perennial.evaluator.metric.AccuracyMatrix#MOST_KEPT}]
 * @param experts the learner that those of a stream are compared with, by stream; {@code *} for
 *     every other stream
 * @param ranking how the learners of a stream are compared
 * @param alerts the rules that metrics are held against
 * @param drift whose errors are watched, by stream; {@code *} for every other stream
 * @param limits what input can make the fold hold
 */
public record FoldSettings(
    int emitEvery,
    int window,
    double fading,
    int evaluationWindow,
    int keptTasks,
    Map<String, String> experts,
    RankingSettings ranking,
    AlertRules alerts,
    Map<String, DriftRule> drift,
    FoldLimits limits) {

  /** Copies the experts. */
  public FoldSettings {
    experts = Map.copyOf(experts);
    drift = Map.copyOf(drift);
  }

  /** One that compares nobody with an expert, ranks by the defaults and raises no alert. */
  public FoldSettings(
      int emitEvery,
      int window,
      double fading,
      int evaluationWindow,
      int keptTasks,
      FoldLimits limits) {
    this(
        emitEvery,
        window,
        fading,
        evaluationWindow,
        keptTasks,
        Map.of(),
        RankingSettings.DEFAULTS,
        AlertRules.of(Map.of()),
        Map.of(),
        limits);
  }
}
