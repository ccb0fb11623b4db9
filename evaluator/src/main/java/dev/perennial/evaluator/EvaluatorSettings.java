package dev.perennial.evaluator;

import dev.perennial.evaluator.alert.AlertRule;
import dev.perennial.evaluator.alert.AlertRules;
import dev.perennial.evaluator.drift.DriftRule;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.evaluator.ranking.RankingSettings;
import dev.perennial.evaluator.topology.FoldLimits;
import dev.perennial.evaluator.topology.FoldSettings;
import dev.perennial.evaluator.web.WebSettings;
import dev.perennial.schemas.settings.Problems;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The section {@code evaluator}.
 *
 * @param applicationId names the consumer group and the changelog topics; another name starts over
 * @param web the page and the API
 * @param emitEvery after how many labelled predictions of a learner its metrics are published, at
 *     least 1; what is left is published when the learner falls silent
 * @param window how many answers windowed accuracy looks back on, at least 1
 * @param fading the factor of fading accuracy, in [0.000001, 1]
 * @param evaluationWindow within how many evaluations windowed forgetting and plasticity look for a
 *     swing, in [2, {@value Metrics#MOST_EVALUATION_WINDOW}]
 * @param keptTasks of how many tasks of a learner accuracies are kept, the newest half and a sample
 *     of the others, in [2, {@value AccuracyMatrix#MOST_KEPT}]
 * @param experts the learner that those of a stream are compared with, by stream; {@code *} for
 *     every other stream; empty to compare nobody
 * @param ranking how the learners of a stream are compared
 * @param alerts rules that metrics are held against, by name
 * @param drift whose errors are watched for changes of a stream, by stream; {@code *} for every
 *     other stream
 * @param jobs the consumer groups of the learner jobs whose lag is looked at: {@code job.name}, and
 *     {@code job.name-READER} for each reader that is not shared
 * @param maxLearners learners, each of each stream, that a partition may have, at least 1
 * @param maxClasses classes of a stream: an index must be below; at least 1
 * @param maxSequenceGap how far a learner's next prediction may be ahead of what it has read, in
 *     entries of the log, at least 1
 * @param maxOpenEvaluations evaluations of a learner that may wait for scores, and stretches of
 *     them that may be missing, in [1, {@value #MOST_OPEN_EVALUATIONS}]
 * @param commitInterval between two transactions, at least 1 ms: how long readers wait
 * @param threads how many stream threads, at least 1; more than twice the topics' partitions idle
 * @param streams passed to Kafka Streams as they are, over everything but what makes results exact
 */
public record EvaluatorSettings(
    String applicationId,
    WebSettings web,
    int emitEvery,
    int window,
    double fading,
    int evaluationWindow,
    int keptTasks,
    Map<String, String> experts,
    RankingSettings ranking,
    Map<String, AlertRule> alerts,
    Map<String, DriftRule> drift,
    List<String> jobs,
    int maxLearners,
    int maxClasses,
    long maxSequenceGap,
    int maxOpenEvaluations,
    Duration commitInterval,
    int threads,
    Map<String, String> streams) {

  /** What a section that is left out means. */
  public static final EvaluatorSettings DEFAULTS =
      new EvaluatorSettings(
          "perennial-evaluator",
          WebSettings.DEFAULTS,
          100,
          1000,
          0.999,
          10,
          200,
          Map.of(),
          RankingSettings.DEFAULTS,
          Map.of(),
          Map.of(),
          List.of("perennial-learner"),
          1_000,
          10_000,
          1_000_000,
          100,
          Duration.ofMillis(200),
          1,
          Map.of());

  /** So many still fit into a learner's changelog record, beside the largest matrix. */
  static final int MOST_OPEN_EVALUATIONS = 100;

  private static final double LEAST_FADING = 1e-6;

  /** Checks the ranges and copies the properties. */
  public EvaluatorSettings {
    experts = Map.copyOf(experts);
    alerts = Collections.unmodifiableMap(new TreeMap<>(alerts));
    drift = Collections.unmodifiableMap(new TreeMap<>(drift));
    jobs = List.copyOf(jobs);
    streams = Map.copyOf(streams);
    Problems problems = new Problems("evaluator");
    problems
        .notBlank("applicationId", applicationId)
        .atLeast("emitEvery", emitEvery, 1)
        .atLeast("window", window, 1)
        .within("fading", fading, LEAST_FADING, 1)
        .within("evaluationWindow", evaluationWindow, 2, Metrics.MOST_EVALUATION_WINDOW)
        .within("keptTasks", keptTasks, 2, AccuracyMatrix.MOST_KEPT)
        .atLeast("maxLearners", maxLearners, 1)
        .atLeast("maxClasses", maxClasses, 1)
        .atLeast("maxSequenceGap", maxSequenceGap, 1)
        .within("maxOpenEvaluations", maxOpenEvaluations, 1, MOST_OPEN_EVALUATIONS)
        .require(
            commitInterval.toMillis() >= 1,
            "commitInterval",
            "must be at least PT0.001S",
            commitInterval)
        .atLeast("threads", threads, 1);
    // A window that cannot be is told above; names are told beside it.
    int named = Math.max(2, Math.min(evaluationWindow, Metrics.MOST_EVALUATION_WINDOW));
    ranking.check(problems, named);
    alerts.forEach(
        (name, rule) -> rule.check(problems, "alerts." + name, AlertRule.metrics(named)));
    drift.forEach((stream, rule) -> rule.check(problems, "drift." + stream));
    problems.throwIfAny();
  }

  /** The application's name and the keys of {@code streams}, whose values may be secrets. */
  @Override
  public String toString() {
    return "EvaluatorSettings[applicationId=%s, streams=%s]"
        .formatted(applicationId, new TreeMap<>(streams).keySet());
  }

  /** What decides which values the fold gives. */
  public FoldSettings fold() {
    return new FoldSettings(
        emitEvery,
        window,
        fading,
        evaluationWindow,
        keptTasks,
        experts,
        ranking,
        AlertRules.of(alerts),
        drift,
        new FoldLimits(maxLearners, maxClasses, maxSequenceGap, maxOpenEvaluations));
  }
}
