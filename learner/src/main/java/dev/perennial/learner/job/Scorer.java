package dev.perennial.learner.job;

import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Step;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which tasks a model is scored on, and when, and scores it. A step earns as many predicted
 * rows as {@link ScoringSettings#share} of the busy time allows; a scoring spends a row for each it
 * predicts, and {@link Learner#callCost} for each task. Between boundaries the tasks whose last
 * scoring is oldest are scored as far as that goes. Owned by one thread.
 */
final class Scorer {

  private static final Logger LOG = LoggerFactory.getLogger(Scorer.class);

  private final LearnerKey key;
  private final ScoringSettings settings;
  private final HoldoutSets holdouts;
  private final FoldState state;
  private final Results results;

  /** A scorer whose place is in {@code state}, which others read. */
  Scorer(
      LearnerKey key,
      ScoringSettings settings,
      HoldoutSets holdouts,
      FoldState state,
      Results results) {
    this.key = key;
    this.settings = settings;
    this.holdouts = holdouts;
    this.state = state;
    this.results = results;
  }

  /** Whether boundaries score every task, once that one has hold-out samples too. */
  boolean isWholeWith(Task task) {
    int others = holdouts.of(task).isPresent() ? 0 : 1;
    return holdouts.tasks() + others <= settings.wholeTasks();
  }

  /** A step was made that learned so many rows of a batch. */
  void stepped(Learner learner, Step step, int rows) {
    double learned = rows + step.replayed();
    state.budget.stepped(settings.rate() * learned / learner.predictionCost(), whole(learner));
  }

  /**
   * Between boundaries: scores the stalest tasks if it is time to and as far as the budget goes.
   */
  void betweenBoundaries(Learner learner) {
    if (state.budget.steps() < settings.every()) {
      return;
    }
    List<HoldoutSet> due = new ArrayList<>();
    addStalest(due, learner);
    if (!due.isEmpty()) {
      score(learner, due, ScoreReason.PERIODIC, null);
      state.budget.beginAnew();
    }
  }

  /**
   * At a boundary: scores every task, unless exactly this model was scored on exactly these samples
   * before; of more tasks than are scored whole only the one just learned and the stalest.
   */
  void atBoundary(Learner learner, @Nullable String command) {
    boolean isWhole = holdouts.tasks() <= settings.wholeTasks();
    List<HoldoutSet> due =
        isWhole ? wholeUnlessScored(learner.version()) : learnedAndStalest(learner);
    if (!due.isEmpty()) {
      boolean untrained = state.periods.period() == null;
      score(learner, due, untrained ? ScoreReason.BASELINE : ScoreReason.BOUNDARY, command);
    }
    state.budget.beginAnew();
  }

  private List<HoldoutSet> wholeUnlessScored(long version) {
    List<HoldoutSet> all = holdouts.all();
    return all.stream().allMatch(set -> set.isScoredBy(version)) ? List.of() : all;
  }

  private List<HoldoutSet> learnedAndStalest(Learner learner) {
    List<HoldoutSet> due = new ArrayList<>();
    Optional.ofNullable(state.periods.learned())
        .flatMap(holdouts::of)
        .filter(set -> !set.isScoredBy(learner.version()))
        .ifPresent(due::add);
    addStalest(due, learner);
    return due;
  }

  /**
   * Adds the stalest sets that this version was not scored on, as long as the budget lasts.
   *
   * @param due at most one set, which is to be scored anyway
   */
  private void addStalest(List<HoldoutSet> due, Learner learner) {
    List<HoldoutSet> anyway = List.copyOf(due);
    double left = state.budget.rows() - cost(anyway, learner);
    for (HoldoutSet set : holdouts.byStaleness()) {
      if (due.size() == Topic.MOST_CELLS) {
        break;
      }
      if (anyway.contains(set) || set.isScoredBy(learner.version())) {
        continue;
      }
      left -= cost(List.of(set), learner);
      if (left < 0) {
        break;
      }
      due.add(set);
    }
  }

  /** What scoring these sets costs, in rows. */
  private static long cost(List<HoldoutSet> sets, Learner learner) {
    return sets.stream().mapToLong(set -> (long) set.rows() + learner.callCost()).sum();
  }

  /** What scoring every set costs, in rows. */
  private long whole(Learner learner) {
    return holdouts.rows() + (long) holdouts.tasks() * learner.callCost();
  }

  private void score(
      Learner learner, List<HoldoutSet> due, ScoreReason reason, @Nullable String command) {
    long version = learner.version();
    Evaluation evaluation = next(due.size(), reason, command);
    Standing standing = state.standing(version);
    state.scoredVersion = version;
    state.scoredEvaluation = evaluation.number();
    long correct = 0;
    long total = 0;
    for (HoldoutSet set : due) {
      HoldoutSet.Result result = set.score(learner, version);
      Answers answers = result.answers();
      told(
          standing,
          evaluation,
          set.task(),
          result,
          holdouts.remember(set, answers, evaluation.number()));
      correct += answers.correct();
      total += answers.rows();
    }
    state.budget.spend(cost(due, learner), whole(learner));
    log(evaluation, standing, correct, total);
  }

  /**
   * Scores a model of the past on one task that has hold-out samples. It is no version between the
   * last one scored and the next, so it is compared with none.
   */
  void scoreRetrospectively(Learner past, Standing standing, Task task) {
    HoldoutSet set = holdouts.of(task).orElseThrow();
    Evaluation evaluation = next(1, ScoreReason.RETROSPECTIVE, null);
    HoldoutSet.Result result = set.score(past, standing.version());
    told(standing, evaluation, task, result, Optional.empty());
    state.budget.spend(cost(List.of(set), past), whole(past));
    log(evaluation, standing, result.answers().correct(), set.rows());
  }

  private Evaluation next(int cells, ScoreReason reason, @Nullable String command) {
    state.evaluation++;
    return new Evaluation(state.evaluation, cells, reason, command);
  }

  private void told(
      Standing standing,
      Evaluation evaluation,
      Task task,
      HoldoutSet.Result result,
      Optional<Answers.Flips> flips) {
    Integer taskPeriod = state.periods.periodOf(task);
    results.scored(standing.score(key, evaluation, task, taskPeriod, result, flips));
  }

  private void log(Evaluation evaluation, Standing standing, long correct, long total) {
    String line =
        "A model is scored stream={} learner={} evaluation={} reason={} version={} sequence={}"
            + " tasks={} correct={} total={}";
    Object[] values = {
      key.stream(),
      key.learner(),
      evaluation.number(),
      evaluation.reason(),
      standing.version(),
      standing.sequence(),
      evaluation.cells(),
      correct,
      total
    };
    if (evaluation.reason() == ScoreReason.PERIODIC) {
      LOG.debug(line, values);
    } else {
      LOG.info(line, values);
    }
  }
}
