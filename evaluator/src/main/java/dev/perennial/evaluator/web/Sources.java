package dev.perennial.evaluator.web;

import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.Lag;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.chronicle.Chronicle;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Supplier;

/**
 * Where what is served comes from. Each part is thread-safe.
 *
 * @param board what this process folds, restored after a restart
 * @param chronicle what the topics say of all learners, for as long as it looks back
 * @param lag how far learners are behind
 * @param health asked on each request to {@code /health}, from a web thread
 */
public record Sources(Board board, Chronicle chronicle, Lag lag, Supplier<Health> health) {

  /** Every learner anything is known of, by stream, then by name. */
  SortedSet<LearnerKey> learners() {
    SortedSet<LearnerKey> learners = board.learners();
    learners.addAll(chronicle.learners());
    return learners;
  }

  /** What is known of a learner as of {@code now}; empty if nothing is. */
  Optional<Known> of(LearnerKey learner, Instant now) {
    Known known =
        new Known(
            learner,
            board.answers(learner),
            board.scores(learner),
            board.steps(learner),
            chronicle.standing(learner, now));
    return known.isFolded() || chronicle.knows(learner) ? Optional.of(known) : Optional.empty();
  }
}
