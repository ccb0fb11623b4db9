package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.Held;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.StepReport;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FoldTest {

  private final Log log = new Log();
  private final RecordedResults results = new RecordedResults();

  @Test
  void learnsBatchesByCountAndCutsTheLastOneAtABoundary() {
    fold(log.train("a", 0, 1).train("a", 0, 2).train("a", 1, 3).boundary("end"), 2, 0);

    assertThat(results.steps)
        .extracting(StepReport::getVersion, StepReport::getSequences)
        .containsExactly(tuple(1L, List.of(0L, 1L)), tuple(2L, List.of(2L)));
  }

  @Test
  void predictsEverySampleWithTheModelBeforeTheUpdateThatLearnsIt() {
    fold(log.train("a", 0, 1).train("a", 0, 2).train("a", 1, 3).train("a", 1, 4), 2, 0);

    // The first batch meets a model that knows no class; the second one that has seen class 0 twice
    // and nothing else.
    assertThat(results.predictions)
        .extracting(
            Prediction::getId,
            Prediction::getVersion,
            p -> p.getPredicted() == null ? null : p.getPredicted().getName(),
            p -> p.getActual().getName())
        .containsExactly(
            tuple("s0", 0L, null, "class 0"),
            tuple("s1", 0L, null, "class 0"),
            tuple("s2", 1L, "class 0", "class 1"),
            tuple("s3", 1L, "class 0", "class 1"));
  }

  @Test
  void answersAnUnlabelledSampleAtOnceWithTheModelAsItIs() {
    fold(log.train("a", 0, 1).unlabelled("a", 2).train("a", 0, 3).unlabelled("a", 4), 2, 0);

    assertThat(results.predictions)
        .extracting(Prediction::getId, Prediction::getVersion, Prediction::getActual)
        .startsWith(tuple("s1", 0L, null))
        .endsWith(tuple("s3", 1L, null));
  }

  @Test
  void scoresVersionZeroBeforeTheFirstStep() {
    fold(log.holdOut("a", 0, 1).holdOut("b", 1, 1).train("a", 0, 2), 1, 0);

    // With equal logits the lowest class is answered: right on task a, wrong on task b.
    assertThat(results.scores)
        .extracting(
            Score::getReason,
            Score::getVersion,
            Score::getPeriod,
            s -> s.getTask().getName(),
            Score::getCorrect,
            Score::getCells)
        .containsExactly(
            tuple(ScoreReason.BASELINE, 0L, null, "a", 1L, 2),
            tuple(ScoreReason.BASELINE, 0L, null, "b", 0L, 2));
    assertThat(results.scores.get(0).getLossNats()).isEqualTo(Math.log(2), within());
  }

  @Test
  void scoresThePeriodThatEndsBeforeTheFirstStepOnANewTask() {
    fold(
        log.holdOut("a", 0, 1)
            .holdOut("b", 1, 1)
            .train("a", 0, 2)
            .train("a", 0, 3)
            .train("b", 1, 4),
        2,
        0);

    List<Score> boundary =
        results.scores.stream().filter(s -> s.getReason() == ScoreReason.BOUNDARY).toList();
    assertThat(boundary)
        .extracting(
            s -> s.getTask().getName(),
            Score::getVersion,
            Score::getPeriod,
            s -> s.getLearned().getName(),
            Score::getTaskPeriod,
            Score::getSequence,
            Score::getEvaluation)
        .containsExactly(tuple("a", 1L, 0, "a", 0, 3L, 1L), tuple("b", 1L, 0, "a", null, 3L, 1L));
  }

  @Test
  void opensNoPeriodForATaskThatReturns() {
    fold(
        log.holdOut("a", 0, 1).train("a", 0, 1).train("b", 1, 1).train("a", 0, 1).boundary("end"),
        1,
        0);

    assertThat(results.scores).extracting(Score::getPeriod).containsExactly(null, 0, 1);
    assertThat(results.scores.get(2).getLearned().getName()).isEqualTo("b");
  }

  @Test
  void scoresThePastSelfOnHoldOutSamplesThatComeAfterATasksFirstStep() {
    // Task b's hold-out samples come after its first step. The model before that step knew class 0
    // three times and
    // class 1 never: it answers 0, right on one of b's two samples; so does the untrained model,
    // whose logits are equal.
    fold(
        log.train("a", 0, 1)
            .train("a", 0, 1)
            .train("a", 0, 1)
            .train("b", 1, 1)
            .train("b", 1, 1)
            .train("b", 1, 1)
            .train("b", 1, 1)
            .holdOut("b", 0, 1)
            .holdOut("b", 1, 1)
            .boundary("end"),
        1,
        0);

    assertThat(results.scores)
        .extracting(
            Score::getReason,
            Score::getVersion,
            Score::getPeriod,
            Score::getTaskPeriod,
            Score::getSequence,
            Score::getCorrect,
            Score::getCells,
            Score::getEvaluation)
        .containsExactly(
            tuple(ScoreReason.RETROSPECTIVE, 0L, null, 1, 2L, 1L, 1, 0L),
            tuple(ScoreReason.RETROSPECTIVE, 3L, 0, 1, 2L, 1L, 1, 1L),
            tuple(ScoreReason.BOUNDARY, 7L, 1, 1, 9L, 1L, 1, 2L));
    assertThat(results.scores.get(0).getLossNats()).isEqualTo(Math.log(2), within());
    // Logits ln 4 and ln 1: probabilities 4/5 and 1/5.
    assertThat(results.scores.get(1).getLossNats())
        .isEqualTo(-(Math.log(0.8) + Math.log(0.2)) / 2, within());
  }

  @Test
  void scoresEverySoManyStepsWithinAPeriod() {
    fold(
        log.holdOut("a", 0, 1)
            .train("a", 0, 1)
            .train("a", 0, 1)
            .train("a", 0, 1)
            .train("a", 0, 1)
            .train("a", 0, 1),
        1,
        2);

    assertThat(results.scores)
        .extracting(Score::getReason, Score::getVersion)
        .containsExactly(
            tuple(ScoreReason.BASELINE, 0L),
            tuple(ScoreReason.PERIODIC, 2L),
            tuple(ScoreReason.PERIODIC, 4L));
  }

  @Test
  void measuresWhatAnUpdateDoesToItsOwnBatchEverySoManySteps() {
    log.train("a", 0, 1).train("a", 1, 1).train("a", 0, 1).train("a", 1, 1);
    run(
        new FoldUnderTest(settings(1, 0).withMeasureEvery(2), StateStore.inMemory(), results),
        log.entries());

    // The second update is the first to see class 1, whose loss before it is infinite. Before the
    // fourth, 0 was seen twice and 1 once: logits ln 3 and ln 2, so 1 has 2/5; then both have half.
    assertThat(results.steps)
        .extracting(StepReport::getBatchLossNats, StepReport::getBatchLossAfterNats)
        .startsWith(tuple(null, null), tuple(null, null), tuple(null, null));
    assertThat(results.steps.get(3).getBatchLossNats()).isEqualTo(-Math.log(0.4), within());
    assertThat(results.steps.get(3).getBatchLossAfterNats()).isEqualTo(Math.log(2), within());
  }

  @Test
  void measuresNothingWhereItIsNotAskedTo() {
    log.train("a", 0, 1).train("a", 0, 1);
    try (Fold fold = realFold(settings(1, 0).withMeasureEvery(0), StateStore.inMemory())) {
      log.entries().forEach(fold::accept);
    }

    assertThat(results.steps)
        .extracting(StepReport::getBatchLossNats, StepReport::getMemoryByClass)
        .containsExactly(tuple(null, List.of()), tuple(null, List.of()));
  }

  @Test
  void tellsWhatMemoryHoldsByClassAndByTaskEverySoManySteps() {
    log.train("b", 2, 1)
        .train("b", 0, 2)
        .train("a", 2, 3)
        .train("b", 0, 4)
        .train("b", 2, 5)
        .train("b", 0, 6);
    try (Fold fold = realFold(settings(2, 0).withMeasureEvery(3), StateStore.inMemory())) {
      log.entries().forEach(fold::accept);
    }

    // Three steps of two rows; the memory of ten holds all six.
    assertThat(results.steps).hasSize(3);
    assertThat(results.steps.get(1).getMemoryByClass()).isEmpty();
    assertThat(results.steps.get(2).getMemoryByClass())
        .containsExactly(new Held(0, "class 0", 3), new Held(2, "class 2", 3));
    assertThat(results.steps.get(2).getMemoryByTask())
        .containsExactly(new Held(0, "a", 1), new Held(1, "b", 5));
    assertThat(results.steps.get(2).getBatchLossNats()).isPositive();
  }

  @Test
  void doesNotScoreTheSameModelOnTheSameSamplesTwice() {
    fold(log.holdOut("a", 0, 1).train("a", 0, 1).boundary("one").boundary("two"), 1, 0);

    assertThat(results.scores).extracting(Score::getVersion).containsExactly(0L, 1L);
    assertThat(results.manifests)
        .extracting(ModelManifest::getCommand, ModelManifest::getEvaluation)
        .containsExactly(tuple("one", 1L), tuple("two", 1L));
  }

  @Test
  void publishesASnapshotAtEachBoundaryThatNamesItsParent() {
    fold(log.train("a", 0, 1).train("b", 1, 1).boundary("end"), 1, 0);

    assertThat(results.manifests)
        .extracting(
            ModelManifest::getVersion, ModelManifest::getSequence, ModelManifest::getCommand)
        .containsExactly(tuple(1L, 0L, null), tuple(2L, 2L, "end"));
    assertThat(results.manifests.get(0).getParentSha256()).isNull();
    assertThat(results.manifests.get(1).getParentSha256())
        .isEqualTo(results.manifests.get(0).getSha256());
  }

  @Test
  void keepsTheFirstSamplesOfATaskUpToTheCapacity() {
    log.holdOut("a", 0, 1).holdOut("a", 1, 1).holdOut("a", 1, 1).holdOut("a", 1, 1);
    LearnerSettings two = new LearnerSettings("*", recipe(1), ScoringSettings.AT_BOUNDARIES, 2);
    run(new FoldUnderTest(two, StateStore.inMemory(), results), log.train("a", 0, 1).entries());

    assertThat(results.scores)
        .extracting(Score::getTotal, Score::getCorrect)
        .containsExactly(tuple(2L, 1L));
  }

  @Test
  void rejectsAnEntryWhosePlaceWasFoldedBefore() {
    log.train("a", 0, 1).train("a", 0, 2);
    FoldUnderTest fold = new FoldUnderTest(settings(1, 0), StateStore.inMemory(), results);
    run(fold, log.entries());
    run(fold, log.entries());

    assertThat(results.steps).hasSize(2);
    assertThat(results.rejects)
        .containsExactly(
            "0 already-folded: the log of digits/er is folded up to sequence 1: 0",
            "1 already-folded: the log of digits/er is folded up to sequence 1: 1");
  }

  @Test
  void rejectsWhatIsNoExperienceAndGoesOn() {
    fold(log.bytes((byte) 7).train("a", 0, 1), 1, 0);

    assertThat(results.rejects)
        .containsExactly("0 not-wire-format: a value needs at least 5 bytes: 1");
    assertThat(results.steps).hasSize(1);
  }

  @Test
  void rejectsFeaturesOfAnotherShape() {
    fold(log.train("a", 0, 1).train("a", 0, 1, 2), 1, 0);

    assertThat(results.rejects)
        .containsExactly(
            "1 shape-differs: the stream's features are Features[shape=[1], elementType=UINT8]: "
                + "Features[shape=[2], elementType=UINT8]");
  }

  @Test
  void rejectsEverySampleOfAStreamThatItsNetworkCannotTake() {
    LearnerSettings images =
        new LearnerSettings(
            "*",
            new Recipe("er", "cnn", 10, 1, 0, 1, "sgd", 0.1, 0, 0, 1),
            ScoringSettings.AT_BOUNDARIES,
            10);
    Fold fold = realFold(images, StateStore.inMemory());
    log.train("a", 0, 1).train("a", 0, 2).entries().forEach(fold::accept);
    fold.close();

    assertThat(results.rejects)
        .hasSize(2)
        .allMatch(line -> line.contains(" features-do-not-fit: network cnn needs an image"));
  }

  @Test
  void scoresAPastSelfThatKnewFewerClassesThanThereAreNow() {
    Fold fold = realFold(settings(1, 0), StateStore.inMemory());
    log.train("a", 0, 1)
        .train("a", 0, 1)
        .train("b", 1, 9)
        .holdOut("b", 1, 9)
        .holdOut("b", 2, 20)
        .boundary("end")
        .entries()
        .forEach(fold::accept);
    fold.close();

    assertThat(results.scores)
        .extracting(Score::getReason, Score::getVersion, Score::getPeriod)
        .containsExactly(
            tuple(ScoreReason.RETROSPECTIVE, 0L, null),
            tuple(ScoreReason.RETROSPECTIVE, 2L, 0),
            tuple(ScoreReason.BOUNDARY, 3L, 1));
    assertThat(results.manifests.get(1).getEvaluation())
        .as("the evaluation of the same version")
        .isEqualTo(results.scores.get(2).getEvaluation());
  }

  @Test
  void keepsThePastSelfWhenACommandComesBeforeItsHoldOutSamples() {
    log.train("a", 0, 1).train("b", 1, 1).boundary("early");
    for (int i = 0; i < 10; i++) {
      log.holdOut("b", 1, 1);
    }
    fold(log.boundary("end"), 1, 0);

    // Ten samples fill the set of this test: the past self is scored when the tenth has come.
    assertThat(results.scores)
        .extracting(Score::getReason, Score::getTotal)
        .startsWith(tuple(ScoreReason.RETROSPECTIVE, 10L), tuple(ScoreReason.RETROSPECTIVE, 10L));
  }

  @Test
  void rejectsATrainingSampleWithoutALabel() {
    fold(log.example(Role.TRAINING, "a", null, 1), 1, 0);

    assertThat(results.rejects).containsExactly("0 no-label: TRAINING needs a label: s0");
  }

  @Test
  void rejectsABatchWhoseLossIsNotFiniteButStillAnswersIt() {
    fold(log.train("a", 0, 1).train("a", 0, 255).train("a", 0, 3), 1, 0);

    assertThat(results.rejects)
        .containsExactly("1 loss-not-finite: the loss of a batch must be finite: Infinity");
    assertThat(results.predictions).extracting(Prediction::getId).containsExactly("s0", "s1", "s2");
    assertThat(results.steps).extracting(StepReport::getVersion).containsExactly(1L, 2L);
  }

  @ParameterizedTest(name = "after {0} entries")
  @ValueSource(ints = {0, 1, 2, 3, 5, 8, 9, 12, 13, 14, 15})
  void goesOnFromItsStateAsIfItHadNeverStopped(int cut) {
    log.holdOut("a", 0, 1)
        .holdOut("b", 1, 2)
        .train("a", 0, 3)
        .train("a", 0, 4)
        .unlabelled("a", 5)
        .train("a", 2, 6)
        .holdOut("b", 1, 7)
        .train("b", 1, 8)
        .boundary("middle")
        .train("b", 1, 9)
        .train("a", 0, 10)
        .train("c", 3, 11)
        .train("c", 3, 12)
        .holdOut("c", 3, 13)
        .boundary("end");
    List<Routed> entries = log.entries();

    run(new FoldUnderTest(settings(2, 2), StateStore.inMemory(), results), entries);

    RecordedResults interrupted = new RecordedResults();
    Map<String, byte[]> state = new TreeMap<>();
    FoldUnderTest first = new FoldUnderTest(settings(2, 2), StateStore.of(state), interrupted);
    run(first, entries.subList(0, cut));
    first.fold.save();
    first.fold.close();
    FoldUnderTest second = new FoldUnderTest(settings(2, 2), StateStore.of(state), interrupted);
    run(second, entries.subList(cut, entries.size()));

    assertThat(interrupted.all).isEqualTo(results.all);
  }

  @Test
  void learnsTheRowsThatWaitInPiecesOfASmallerBatch() {
    List<Routed> entries =
        log.train("a", 0, 1)
            .train("a", 0, 2)
            .train("a", 1, 3)
            .train("a", 1, 4)
            .train("a", 0, 5)
            .train("a", 0, 6)
            .entries();
    Map<String, byte[]> state = new TreeMap<>();
    FoldUnderTest large = new FoldUnderTest(settings(10, 0), StateStore.of(state), results);
    run(large, entries.subList(0, 5));
    large.fold.save();
    large.fold.close();

    run(new FoldUnderTest(settings(2, 0), StateStore.of(state), results), entries.subList(5, 6));

    assertThat(results.steps)
        .extracting(StepReport::getSequences)
        .containsExactly(List.of(0L, 1L), List.of(2L, 3L), List.of(4L, 5L));
    assertThat(results.predictions)
        .extracting(Prediction::getVersion)
        .containsExactly(0L, 0L, 1L, 1L, 2L, 2L);
  }

  @Test
  void waitsForTheRowsThatALargerBatchLacks() {
    List<Routed> entries = log.train("a", 0, 1).train("a", 0, 2).train("a", 1, 3).entries();
    Map<String, byte[]> state = new TreeMap<>();
    FoldUnderTest small = new FoldUnderTest(settings(2, 0), StateStore.of(state), results);
    run(small, entries.subList(0, 1));
    small.fold.save();
    small.fold.close();

    run(new FoldUnderTest(settings(3, 0), StateStore.of(state), results), entries.subList(1, 3));

    assertThat(results.steps)
        .extracting(StepReport::getSequences)
        .containsExactly(List.of(0L, 1L, 2L));
  }

  @Test
  void refusesAStateOfAFormatItDoesNotKnow() {
    StateStore store = StateStore.inMemory();
    store.put("fold", new byte[] {9});

    assertThatThrownBy(() -> new FoldUnderTest(settings(1, 0), store, results))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the state of digits/er has format 9, this version reads format 4");
  }

  @ParameterizedTest
  @CsvSource({
    "past-self/facts,the past self,1",
    "holdout/0/scored,the answers on a hold-out set,1",
    "holdout/0/entries,the size of a hold-out set,2",
    "holdout/0/0,an entry of a hold-out set,3"
  })
  void refusesAPartOfItsStateOfAFormatItDoesNotKnow(String name, String part, int known) {
    StateStore store = StateStore.inMemory();
    FoldUnderTest saved = new FoldUnderTest(settings(1, 0), store, results);
    run(saved, log.holdOut("a", 0, 1).train("a", 0, 1).entries());
    saved.fold.save();
    byte[] bytes = store.get(name).orElseThrow().clone();
    bytes[0] = 9;
    store.put(name, bytes);

    assertThatThrownBy(() -> new FoldUnderTest(settings(1, 0), store, results))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(part + " has format 9, this version reads format " + known);
  }

  @Test
  void countsTheHoldOutSetsItRestoredTowardsTheirLimit() {
    StateStore store = StateStore.inMemory();
    // Room is made for ten rows of one byte at once.
    LearnerSettings settings =
        settings(1, 0).withLimits(new EntryLimits(10, 10, 100, 1_000, 10, 0, 0));
    List<Routed> entries = log.holdOut("a", 0, 1).train("a", 0, 1).holdOut("b", 0, 1).entries();
    FoldUnderTest saved = new FoldUnderTest(settings, store, results);
    run(saved, entries.subList(0, 2));
    saved.fold.save();
    run(new FoldUnderTest(settings, store, results), entries.subList(2, 3));

    assertThat(results.rejects)
        .containsExactly(
            "2 holdout-full: the hold-out sets of digits/er must take at most 10 bytes: 10");
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-6);
  }

  private Fold realFold(LearnerSettings settings, StateStore store) {
    return new Fold(
        Log.KEY,
        settings,
        Learners::open,
        (key, version, model, metadata) -> new Snapshots.File("memory:" + version, "sha", 1),
        log.decoder(),
        results,
        new RejectLog(),
        store);
  }

  private void fold(Log log, int batch, int scoreEvery) {
    run(
        new FoldUnderTest(settings(batch, scoreEvery), StateStore.inMemory(), results),
        log.entries());
  }

  private static void run(FoldUnderTest fold, List<Routed> entries) {
    entries.forEach(fold.fold::accept);
  }

  private static LearnerSettings settings(int batch, int scoreEvery) {
    ScoringSettings scoring =
        scoreEvery == 0 ? ScoringSettings.AT_BOUNDARIES : ScoringSettings.wholeEvery(scoreEvery);
    return new LearnerSettings("*", recipe(batch), scoring, 10);
  }

  private static Recipe recipe(int batch) {
    return new Recipe("er", "mlp:4", 10, batch, 0, 1, "sgd", 0.1, 0, 0, 1);
  }

  /** A fold over counting learners whose snapshots are named by what they hold. */
  private final class FoldUnderTest {
    final Fold fold;

    FoldUnderTest(LearnerSettings settings, StateStore store, RecordedResults into) {
      fold =
          new Fold(
              Log.KEY,
              settings,
              (recipe, features) -> new CountingLearner(),
              (key, version, model, metadata) ->
                  new Snapshots.File(
                      "memory:" + version,
                      Integer.toHexString(model.tensors().get("state").data().hashCode()),
                      1),
              log.decoder(),
              into,
              new RejectLog(),
              store);
    }
  }
}
