package dev.perennial.evaluator.web;

import dev.perennial.evaluator.board.AnswersSnapshot;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.board.ScoresSnapshot;
import dev.perennial.evaluator.board.StepsSnapshot;
import dev.perennial.evaluator.chronicle.Newest;
import dev.perennial.evaluator.chronicle.Standing;
import dev.perennial.evaluator.metric.Measured;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that is known of one learner.
 *
 * @param key whose
 * @param answers what this process folded of its predictions; empty where another does
 * @param scores what this process folded of its scores; empty where another does
 * @param steps what this process folded of its steps; empty where another does
 * @param standing what the topics say
 */
record Known(
    LearnerKey key,
    Optional<AnswersSnapshot> answers,
    Optional<ScoresSnapshot> scores,
    Optional<StepsSnapshot> steps,
    Standing standing) {

  /** Whether this process folds anything of it. */
  boolean isFolded() {
    return answers.isPresent() || scores.isPresent() || steps.isPresent();
  }

  /** Its newest place; empty while nothing it predicted or was scored in is known. */
  Optional<Place> place() {
    Optional<Place> newest = Optional.empty();
    for (Newest metric : metrics().values()) {
      newest = newer(newest, metric.place());
    }
    return newest;
  }

  private static Optional<Place> newer(Optional<Place> one, Optional<Place> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return other.get().sequence() > one.get().sequence() ? other : one;
  }

  /** How many predictions it has made; empty where another process counts them. */
  OptionalLong predictions() {
    return answers.isEmpty() ? OptionalLong.empty() : OptionalLong.of(answers.get().predictions());
  }

  /** The number of its newest evaluation; empty before the first. */
  OptionalLong evaluation() {
    if (scores.isPresent()) {
      return OptionalLong.of(scores.get().evaluation());
    }
    return standing.metrics().values().stream()
        .map(Newest::evaluation)
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .max();
  }

  /**
   * The newest value of every metric that is about no task alone. What this process folds goes over
   * what the topics say: it is there after a restart and never older.
   */
  Map<String, Newest> metrics() {
    Map<String, Newest> metrics = new LinkedHashMap<>();
    scores.ifPresent(
        of ->
            put(metrics, of.metrics(), Optional.of(of.place()), OptionalLong.of(of.evaluation())));
    answers.ifPresent(of -> put(metrics, of.metrics(), of.place(), OptionalLong.empty()));
    steps.ifPresent(
        of -> put(metrics, of.metrics(), Optional.of(of.place()), OptionalLong.empty()));
    standing.metrics().forEach(metrics::putIfAbsent);
    return metrics;
  }

  private static void put(
      Map<String, Newest> metrics,
      Map<String, Measured> values,
      Optional<Place> place,
      OptionalLong evaluation) {
    values.forEach((name, measured) -> metrics.put(name, new Newest(measured, place, evaluation)));
  }
}
