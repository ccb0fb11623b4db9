package dev.perennial.evaluator.board;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest snapshots of the learners whose partitions this process folds. Thread-safe: stream
 * threads publish, web threads read. A reader sees one learner's answers, scores, steps and alerts
 * each whole, but not all as of the same moment: they come on different topics.
 */
public final class Board {

  private final Map<LearnerKey, AnswersSnapshot> answers = new ConcurrentHashMap<>();
  private final Map<LearnerKey, ScoresSnapshot> scores = new ConcurrentHashMap<>();
  private final Map<LearnerKey, StepsSnapshot> steps = new ConcurrentHashMap<>();
  private final Map<LearnerKey, AlertsSnapshot> alerts = new ConcurrentHashMap<>();
  private final Map<Rejection, Long> rejections = new ConcurrentHashMap<>();

  /** Replaces what is known of a learner's answers. */
  public void publish(LearnerKey learner, AnswersSnapshot snapshot) {
    answers.put(learner, snapshot);
  }

  /** Replaces what is known of a learner's scores. */
  public void publish(LearnerKey learner, ScoresSnapshot snapshot) {
    scores.put(learner, snapshot);
  }

  /** Replaces what is known of a learner's steps. */
  public void publish(LearnerKey learner, StepsSnapshot snapshot) {
    steps.put(learner, snapshot);
  }

  /** Replaces what is known of a learner's alerts. */
  public void publish(LearnerKey learner, AlertsSnapshot snapshot) {
    alerts.put(learner, snapshot);
  }

  /** Forgets a learner's answers, because another process folds them from now on. */
  public void withdrawAnswers(LearnerKey learner) {
    answers.remove(learner);
  }

  /** Forgets a learner's scores, because another process folds them from now on. */
  public void withdrawScores(LearnerKey learner) {
    scores.remove(learner);
  }

  /** Forgets a learner's steps, because another process folds them from now on. */
  public void withdrawSteps(LearnerKey learner) {
    steps.remove(learner);
  }

  /** Forgets a learner's alerts, because another process judges it from now on. */
  public void withdrawAlerts(LearnerKey learner) {
    alerts.remove(learner);
  }

  /**
   * Counts a refused record and answers how many of its kind there have been, this one included.
   */
  public long rejected(Rejection rejection) {
    return rejections.merge(rejection, 1L, Long::sum);
  }

  /** Every learner something is known of, by stream, then by name; a copy. */
  public SortedSet<LearnerKey> learners() {
    SortedSet<LearnerKey> learners = new TreeSet<>(answers.keySet());
    learners.addAll(scores.keySet());
    learners.addAll(steps.keySet());
    return learners;
  }

  /** A learner's answers; empty while none has come. */
  public Optional<AnswersSnapshot> answers(LearnerKey learner) {
    return Optional.ofNullable(answers.get(learner));
  }

  /** A learner's scores; empty while no evaluation is complete. */
  public Optional<ScoresSnapshot> scores(LearnerKey learner) {
    return Optional.ofNullable(scores.get(learner));
  }

  /** A learner's steps; empty while none was measured. */
  public Optional<StepsSnapshot> steps(LearnerKey learner) {
    return Optional.ofNullable(steps.get(learner));
  }

  /** A learner's alerts; empty while there is no rule for it or it has no metric yet. */
  public Optional<AlertsSnapshot> alerts(LearnerKey learner) {
    return Optional.ofNullable(alerts.get(learner));
  }

  /** Every learner that a rule is for, firing or not, by stream, then by name; a copy. */
  public SortedSet<LearnerKey> underRules() {
    return new TreeSet<>(alerts.keySet());
  }

  /** How many records were refused since the process began, by kind; a copy. */
  public Map<Rejection, Long> rejections() {
    return Map.copyOf(rejections);
  }
}
