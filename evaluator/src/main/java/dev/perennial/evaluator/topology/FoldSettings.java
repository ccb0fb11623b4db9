package dev.perennial.evaluator.topology;

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
 * @param limits what input can make the fold hold
 */
public record FoldSettings(
    int emitEvery,
    int window,
    double fading,
    int evaluationWindow,
    int keptTasks,
    FoldLimits limits) {}
