package dev.perennial.evaluator.topology;

/**
 * What input can make the folds hold; what goes beyond is rejected.
 *
 * @param maxLearners learners, each of each stream, that a partition may have, at least 1
 * @param maxClasses classes of a stream: an index must be below; at least 1
 * @param maxSequenceGap how far a learner's next prediction may be ahead of what it has read, in
 *     entries of the log, at least 1
 * @param maxOpenEvaluations evaluations of a learner that may wait for scores, and stretches of
 *     them that may be missing, at least 1
 */
public record FoldLimits(
    int maxLearners, int maxClasses, long maxSequenceGap, int maxOpenEvaluations) {}
