package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which tasks are scored when. Batches are of one row, and a row predicted costs a third of one
 * learned: of a quarter of the time a step earns (1/4) / (3/4) x 3 = 1 row, of half of it 3.
 */
class ScorerTest {

  private static final double ONE_ROW_A_STEP = 0.25;
  private static final double THREE_ROWS_A_STEP = 0.5;

  private final Log log = new Log();
  private final RecordedResults results = new RecordedResults();

  @Test
  void scoresTheTaskWhoseLastScoringIsOldestAsSoonAsItIsEarned() {
    twoRowsEach("a", "b", "c");
    train("a", 8);
    fold(new ScoringSettings(ONE_ROW_A_STEP, 1, 0));

    told()
        .containsExactly(
            tuple(ScoreReason.PERIODIC, 2L, "a", 0L, 1),
            tuple(ScoreReason.PERIODIC, 4L, "b", 1L, 1),
            tuple(ScoreReason.PERIODIC, 6L, "c", 2L, 1),
            tuple(ScoreReason.PERIODIC, 8L, "a", 3L, 1));
  }

  @Test
  void scoresAsManyTasksAtOnceAsWereEarnedSinceTheLastTime() {
    twoRowsEach("a", "b", "c");
    train("a", 10);
    fold(new ScoringSettings(ONE_ROW_A_STEP, 5, 0));

    // Five steps earn five rows, two tasks; the row that is left and five more are three.
    told()
        .containsExactly(
            tuple(ScoreReason.PERIODIC, 5L, "a", 0L, 2),
            tuple(ScoreReason.PERIODIC, 5L, "b", 0L, 2),
            tuple(ScoreReason.PERIODIC, 10L, "c", 1L, 3),
            tuple(ScoreReason.PERIODIC, 10L, "a", 1L, 3),
            tuple(ScoreReason.PERIODIC, 10L, "b", 1L, 3));
  }

  @Test
  void keepsNoMoreThanOneScoringOfEverything() {
    twoRowsEach("a", "b");
    train("a", 101);
    fold(new ScoringSettings(ONE_ROW_A_STEP, 100, 0));
    RecordedResults often = new RecordedResults();
    run(new ScoringSettings(ONE_ROW_A_STEP, 1, 0), StateStore.inMemory(), often, log.entries());

    // A hundred steps earned a hundred rows, of which four are kept and spent at once.
    assertThat(results.scores).extracting(Score::getVersion).containsExactly(100L, 100L);
    assertThat(often.scores).hasSize(50);
  }

  @Test
  void waitsForALargeTaskInsteadOfPassingItOver() {
    log.holdOut("a", 0, 1);
    for (int i = 0; i < 5; i++) {
      log.holdOut("b", 0, 1);
    }
    log.holdOut("c", 0, 1);
    train("a", 7);
    fold(new ScoringSettings(ONE_ROW_A_STEP, 1, 0));

    told()
        .containsExactly(
            tuple(ScoreReason.PERIODIC, 1L, "a", 0L, 1),
            tuple(ScoreReason.PERIODIC, 6L, "b", 1L, 1),
            tuple(ScoreReason.PERIODIC, 7L, "c", 2L, 1));
  }

  @Test
  void paysForWholeBoundariesBeforeItScoresBetweenThem() {
    twoRowsEach("a", "b", "c");
    train("a", 9);
    fold(new ScoringSettings(THREE_ROWS_A_STEP, 1, 3));

    // Version 0 is scored on six rows that nothing had earned: two steps pay for them.
    told()
        .containsExactly(
            tuple(ScoreReason.BASELINE, 0L, "a", 0L, 3),
            tuple(ScoreReason.BASELINE, 0L, "b", 0L, 3),
            tuple(ScoreReason.BASELINE, 0L, "c", 0L, 3),
            tuple(ScoreReason.PERIODIC, 3L, "a", 1L, 1),
            tuple(ScoreReason.PERIODIC, 4L, "b", 2L, 2),
            tuple(ScoreReason.PERIODIC, 4L, "c", 2L, 2),
            tuple(ScoreReason.PERIODIC, 5L, "a", 3L, 1),
            tuple(ScoreReason.PERIODIC, 6L, "b", 4L, 2),
            tuple(ScoreReason.PERIODIC, 6L, "c", 4L, 2),
            tuple(ScoreReason.PERIODIC, 7L, "a", 5L, 1),
            tuple(ScoreReason.PERIODIC, 8L, "b", 6L, 2),
            tuple(ScoreReason.PERIODIC, 8L, "c", 6L, 2),
            tuple(ScoreReason.PERIODIC, 9L, "a", 7L, 1));
  }

  @Test
  void owesNoMoreThanOneScoringOfEverything() {
    twoRowsEach("a", "b");
    log.train("a", 0, 1).boundary("one").train("a", 0, 1).boundary("two");
    train("a", 6);
    fold(new ScoringSettings(ONE_ROW_A_STEP, 1, 2));

    // Three scorings of four rows; four rows are owed, so the sixth step has two to spend.
    assertThat(results.scores)
        .filteredOn(score -> score.getReason() == ScoreReason.PERIODIC)
        .extracting(Score::getVersion, score -> score.getTask().getName())
        .containsExactly(tuple(8L, "a"));
  }

  @Test
  void scoresOnlyTheTaskJustLearnedAtTheBoundariesOfManyTasksWhereNothingIsEarned() {
    twoRowsEach("a", "b", "c");
    train("a", 3);
    train("b", 3);
    log.boundary("end");
    fold(new ScoringSettings(0, 1, 2));

    told()
        .containsExactly(
            tuple(ScoreReason.BOUNDARY, 3L, "a", 0L, 1),
            tuple(ScoreReason.BOUNDARY, 6L, "b", 1L, 1));
  }

  @Test
  void scoresTheStalestBesideTheTaskJustLearnedAsFarAsIsEarned() {
    twoRowsEach("a", "b", "c", "d");
    train("c", 7);
    train("a", 6);
    log.boundary("end");
    fold(new ScoringSettings(ONE_ROW_A_STEP, 100, 0));

    // Seven rows: c, then a and b; the eighth would be d's. One is left, and six more are a and d,
    // b.
    told()
        .containsExactly(
            tuple(ScoreReason.BOUNDARY, 7L, "c", 0L, 3),
            tuple(ScoreReason.BOUNDARY, 7L, "a", 0L, 3),
            tuple(ScoreReason.BOUNDARY, 7L, "b", 0L, 3),
            tuple(ScoreReason.BOUNDARY, 13L, "a", 1L, 3),
            tuple(ScoreReason.BOUNDARY, 13L, "d", 1L, 3),
            tuple(ScoreReason.BOUNDARY, 13L, "b", 1L, 3));
  }

  @Test
  void keepsNoPastSelfOfAStreamWithManyTasks() {
    train("a", 1);
    log.holdOut("a", 0, 1).train("b", 1, 1).holdOut("b", 1, 1).boundary("end");
    fold(new ScoringSettings(0, 1, 0));

    assertThat(results.scores)
        .extracting(Score::getReason)
        .doesNotContain(ScoreReason.RETROSPECTIVE);
  }

  @Test
  void scoresEverythingEveryTimeWhereThereIsNoLimit() {
    twoRowsEach("a", "b");
    train("a", 4);
    fold(ScoringSettings.wholeEvery(2));

    assertThat(results.scores)
        .extracting(Score::getVersion)
        .containsExactly(0L, 0L, 2L, 2L, 4L, 4L);
  }

  @Test
  void scoresNoMoreTasksAtOnceThanAnEvaluationHolds() {
    for (int task = 0; task <= Topic.MOST_CELLS; task++) {
      log.holdOut("t" + task, 0, 1);
    }
    train("t0", 4);
    fold(ScoringSettings.wholeEvery(2));

    assertThat(results.scores).isNotEmpty();
    assertThat(results.scores)
        .extracting(Score::getCells)
        .allMatch(cells -> cells <= Topic.MOST_CELLS);
  }

  @Test
  void tellsWhichSamplesWereRightAndHowManyAreNoLonger() {
    // The answer is the class learned most often, the lower one among equals: 0 at first, which has
    // the first two samples right; 1 once it was learned twice, which has the third right.
    log.holdOut("a", 0, 1).holdOut("a", 0, 1).holdOut("a", 1, 1);
    log.train("a", 0, 1).train("a", 1, 1).train("a", 1, 1).boundary("end");
    fold(ScoringSettings.wholeEvery(1));

    assertThat(results.scores)
        .extracting(
            Score::getVersion,
            Score::getCorrect,
            Score::getNegativeFlips,
            Score::getCompared,
            Score::getRight)
        .containsExactly(
            tuple(0L, 2L, null, null, bits(0b011)),
            tuple(1L, 2L, 0L, 3L, bits(0b011)),
            tuple(2L, 2L, 0L, 3L, bits(0b011)),
            tuple(3L, 1L, 2L, 3L, bits(0b100)));
  }

  @Test
  void comparesWithTheOlderVersionStillWhenAPastOneWasScoredInBetween() {
    // Version 2 answers 0 and has the first of b's samples right. The past self of b, scored when
    // the tenth has come, is version 1, which answers 0 too. Version 5 answers 1.
    log.holdOut("b", 0, 1).train("a", 0, 1).train("b", 0, 1).boundary("middle");
    log.train("b", 1, 1).train("b", 1, 1).train("b", 1, 1);
    for (int i = 0; i < 9; i++) {
      log.holdOut("b", 1, 1);
    }
    log.boundary("end");
    fold(ScoringSettings.AT_BOUNDARIES);

    assertThat(results.scores)
        .filteredOn(score -> score.getTask().getName().equals("b"))
        .extracting(
            Score::getReason, Score::getVersion, Score::getNegativeFlips, Score::getCompared)
        .containsExactly(
            tuple(ScoreReason.BASELINE, 0L, null, null),
            tuple(ScoreReason.BOUNDARY, 1L, 0L, 1L),
            tuple(ScoreReason.BOUNDARY, 2L, 0L, 1L),
            tuple(ScoreReason.RETROSPECTIVE, 0L, null, null),
            tuple(ScoreReason.RETROSPECTIVE, 1L, null, null),
            tuple(ScoreReason.BOUNDARY, 5L, 1L, 1L));
  }

  @ParameterizedTest(name = "after {0} entries")
  @ValueSource(ints = {6, 7, 8, 9, 13, 14, 20, 21, 27, 33})
  void goesOnFromItsStateAsIfItHadNeverStopped(int cut) {
    twoRowsEach("a", "b", "c");
    train("a", 7);
    log.holdOut("b", 1, 2);
    train("b", 9);
    log.holdOut("d", 0, 1).boundary("middle");
    train("c", 7);
    train("d", 2);
    ScoringSettings settings = new ScoringSettings(0.3, 2, 3);
    List<Routed> entries = log.entries();
    run(settings, StateStore.inMemory(), results, entries);

    RecordedResults interrupted = new RecordedResults();
    StateStore state = StateStore.of(new TreeMap<>());
    run(settings, state, interrupted, entries.subList(0, cut));
    run(settings, state, interrupted, entries.subList(cut, entries.size()));

    assertThat(interrupted.all).isEqualTo(results.all);
    assertThat(results.scores)
        .extracting(Score::getReason)
        .contains(ScoreReason.BASELINE, ScoreReason.PERIODIC, ScoreReason.BOUNDARY);
  }

  @ParameterizedTest(name = "after every {0} entries")
  @ValueSource(ints = {1, 3, 7})
  void goesOnAsIfItHadNeverStoppedWhereSetsGiveWay(int every) {
    for (int row = 0; row < 9; row++) {
      log.holdOut("a", row % 2, 1).train("a", row % 2, 1);
    }
    for (int row = 0; row < 9; row++) {
      log.holdOut("b", row % 2, 1).train("b", row % 2, 1).holdOut("c", row % 2, 1);
    }
    log.boundary("end");
    ScoringSettings settings = new ScoringSettings(0.5, 2, 3);
    List<Routed> entries = log.entries();
    run(settings, 20, StateStore.inMemory(), results, entries);

    RecordedResults interrupted = new RecordedResults();
    StateStore state = StateStore.inMemory();
    for (int at = 0; at < entries.size(); at += every) {
      int end = Math.min(entries.size(), at + every);
      run(settings, 20, state, interrupted, entries.subList(at, end));
    }

    assertThat(interrupted.all).isEqualTo(results.all);
    assertThat(results.scores)
        .filteredOn(score -> score.getTask().getName().equals("a"))
        .extracting(Score::getTotal)
        .contains(9L)
        .endsWith(4L);
  }

  @Test
  void staysWithinItsShareOverThreeThousandTasks() {
    int tasks = 3_000;
    int holdout = 3;
    for (int task = 0; task < tasks; task++) {
      String name = "t" + task;
      log.train(name, task % 2, 1);
      for (int row = 0; row < holdout; row++) {
        log.holdOut(name, task % 2, 1);
      }
      train(name, 39);
    }
    ScoringSettings settings = new ScoringSettings(0.05, 7, 0);
    fold(settings);

    assertThat(results.rejects).isEmpty();
    assertThat(results.steps).hasSize(40 * tasks);
    Map<String, Long> scored = new HashMap<>();
    double learned = 0;
    long predicted = 0;
    for (Object result : results.all) {
      if (result instanceof StepReport step) {
        learned += step.getSequences().size();
      } else if (result instanceof Score score) {
        boolean justLearned =
            score.getReason() == ScoreReason.BOUNDARY && score.getTask().equals(score.getLearned());
        predicted += justLearned ? 0 : score.getTotal();
        scored.merge(score.getTask().getName(), 1L, Long::sum);
        assertThat(predicted / 3.0)
            .as("version %d", score.getVersion())
            .isLessThanOrEqualTo(0.05 / 0.95 * learned + 1e-6);
      }
    }
    // 120,000 rows learned are worth 18,947 predicted ones; a boundary's own task is paid for too.
    assertThat(scored).hasSize(tasks);
    assertThat(results.scores.size() * holdout).isBetween(18_900, 18_950);
    assertThat(stalestFirst()).isTrue();
  }

  /** Whether each task scored again between boundaries was the one scored longest ago. */
  private boolean stalestFirst() {
    Map<Integer, Long> last = new TreeMap<>();
    for (Score score : results.scores) {
      int task = score.getTask().getIndex();
      boolean again = last.containsKey(task) && score.getReason() == ScoreReason.PERIODIC;
      if (again && stalest(last) != task) {
        return false;
      }
      last.put(task, score.getEvaluation());
    }
    return true;
  }

  private static int stalest(Map<Integer, Long> last) {
    return last.entrySet().stream()
        .min(Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .orElseThrow()
        .getKey();
  }

  private void twoRowsEach(String... tasks) {
    for (String task : tasks) {
      log.holdOut(task, 0, 1).holdOut(task, 1, 1);
    }
  }

  private void train(String task, int rows) {
    for (int row = 0; row < rows; row++) {
      log.train(task, row % 2, 1);
    }
  }

  private static ByteBuffer bits(int bits) {
    return ByteBuffer.wrap(new byte[] {(byte) bits});
  }

  private AbstractListAssert<?, List<? extends Tuple>, Tuple, ObjectAssert<Tuple>> told() {
    return assertThat(results.scores)
        .extracting(
            Score::getReason,
            Score::getVersion,
            score -> score.getTask().getName(),
            Score::getEvaluation,
            Score::getCells);
  }

  private void fold(ScoringSettings settings) {
    run(settings, StateStore.inMemory(), results, log.entries());
  }

  private void run(
      ScoringSettings settings, StateStore store, RecordedResults into, List<Routed> entries) {
    run(settings, 1 << 20, store, into, entries);
  }

  /** Folds the entries from what the store holds, and saves. */
  private void run(
      ScoringSettings settings,
      long holdoutBytes,
      StateStore store,
      RecordedResults into,
      List<Routed> entries) {
    Recipe recipe = new Recipe("er", "mlp:4", 10, 1, 0, 1, "sgd", 0.1, 0, 0, 1);
    try (Fold fold =
        new Fold(
            Log.KEY,
            new LearnerSettings("*", recipe, settings, 10)
                .withLimits(new EntryLimits(10, 3_000, 100, 1_000, holdoutBytes, 0, 0)),
            (of, features) -> new CountingLearner(),
            (key, version, model, metadata) -> new Snapshots.File("memory:" + version, "sha", 1),
            log.decoder(),
            into,
            new RejectLog(),
            store)) {
      entries.forEach(fold::accept);
      fold.save();
    }
  }
}
