package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.Audit;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each command does to a learner where it stands in the log, and what its audit says. */
class SteeringTest {

  private static final Map<String, String> NONE = Map.of();

  private final Log log = new Log();
  private final RecordedResults results = new RecordedResults();
  private final KeptSnapshots snapshots = new KeptSnapshots();

  @Test
  void everyCommandLeavesAnAuditOfWhoWhenWhatAndWhere() {
    fold(2, log.train("a", 0, 1).train("a", 0, 2).boundary("end"));

    Audit audit = results.audits.get(0);
    assertThat(audit.getStream()).isEqualTo("digits");
    assertThat(audit.getLearner()).isEqualTo("er");
    assertThat(audit.getCommand()).isEqualTo("end");
    assertThat(audit.getKind()).isEqualTo(CommandKind.BOUNDARY);
    assertThat(audit.getSequence()).isEqualTo(2);
    assertThat(audit.getVersion()).isEqualTo(1);
    assertThat(audit.getObeyed()).isTrue();
    assertThat(audit.getEffect())
        .isEqualTo("learned what was pending and wrote the snapshot of version 1");
    assertThat(results.all.get(results.all.size() - 1)).isEqualTo(audit);
  }

  @Test
  void aCommandForAnotherLearnerOrForIngestIsNoneOfItsBusiness() {
    fold(
        2,
        log.train("a", 0, 1)
            .command(CommandKind.PAUSE, NONE, "slda")
            .command(CommandKind.CHANGE, Map.of("task", "b"))
            .train("a", 0, 2));

    assertThat(results.audits).isEmpty();
    assertThat(results.rejects).isEmpty();
    assertThat(results.steps).hasSize(1);
  }

  @Test
  void aCommandOfAKindItDoesNotKnowIsRejectedAndAudited() {
    fold(1, log.command(CommandKind.UNKNOWN, NONE));

    assertThat(results.rejects)
        .containsExactly("0 unknown-command: this version does not know command c0");
    assertThat(results.audits)
        .extracting(Audit::getObeyed, Audit::getEffect)
        .containsExactly(tuple(false, "this version does not know command c0"));
  }

  @Test
  void whatIsPendingIsLearnedUnderTheOldRecipeAndWhatComesUnderTheNew() {
    fold(
        3,
        log.train("a", 0, 1)
            .command(CommandKind.SET, Map.of("batch", "2", "learningRate", "0.01"))
            .train("a", 0, 2)
            .train("a", 1, 3)
            .train("a", 1, 4));

    assertThat(results.steps)
        .extracting(StepReport::getVersion, StepReport::getSequences, StepReport::getLearningRate)
        .containsExactly(tuple(1L, List.of(0L), 0.1), tuple(2L, List.of(2L, 3L), 0.01));
    assertThat(results.audits)
        .extracting(Audit::getObeyed, Audit::getEffect)
        .containsExactly(tuple(true, "batch was 3, is 2; learningRate was 0.1, is 0.01"));
  }

  @Test
  void aSetRecipeStandsInTheMetadataOfSnapshots() {
    fold(1, log.train("a", 0, 1).command(CommandKind.SET, Map.of("batch", "4")).boundary("end"));

    assertThat(new String(snapshots.files.values().iterator().next()))
        .contains("Recipe[strategy=er, network=mlp:4, memory=10, batch=4,");
  }

  @Test
  void nothingIsSetBeforeTheFirstSampleSaysWhatThereIsRoomFor() {
    fold(1, log.command(CommandKind.SET, Map.of("batch", "2")).train("a", 0, 1).train("a", 0, 2));

    assertThat(results.steps)
        .extracting(StepReport::getSequences)
        .containsExactly(List.of(1L), List.of(2L));
    assertThat(results.audits)
        .extracting(Audit::getObeyed, Audit::getEffect)
        .containsExactly(tuple(false, "SET needs a model, and there is none yet"));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "memory | 20 | memory shapes what is kept, or is not read: of er can be set batch, replayBatch,"
            + " replaySteps, learningRate, momentum, weightDecay",
        "colour | red | colour is no key of a recipe: of er can be set batch, replayBatch, replaySteps,"
            + " learningRate, momentum, weightDecay",
        "momentum | 0.9 | this would be the state of another learner: optimizer was sgd, is sgd with"
            + " momentum",
        "learningRate | fast | learningRate must be a number: fast",
        "learningRate | NaN | recipe.learningRate must be positive: NaN",
        "batch | 2.5 | batch must be a whole number: 2.5",
        "batch | 0 | recipe.batch must be at least 1: 0",
        "batch | 10001 | batch must be at most 10000 in a command: 10001",
        "replaySteps | 1001 | replaySteps must be at most 1000 in a command: 1001",
      })
  void whatCannotBeSetChangesNothing(String name, String value, String why) {
    fold(
        2,
        log.train("a", 0, 1)
            .command(CommandKind.SET, Map.of(name, value, "weightDecay", "0.5"))
            .train("a", 0, 2));

    assertThat(results.audits)
        .extracting(Audit::getObeyed, Audit::getEffect)
        .containsExactly(tuple(false, why));
    assertThat(results.steps).extracting(StepReport::getSequences).containsExactly(List.of(0L, 2L));
  }

  @Test
  void aPausedLearnerPredictsCollectsHoldOutSamplesAndIsScoredButLearnsNothing() {
    fold(
        2,
        log.train("a", 0, 1)
            .command(CommandKind.PAUSE, NONE)
            .train("a", 1, 2)
            .train("b", 1, 3)
            .holdOut("a", 0, 4)
            .boundary("end")
            .command(CommandKind.RESUME, NONE)
            .train("a", 0, 5)
            .train("a", 1, 6));

    assertThat(results.steps)
        .extracting(StepReport::getSequences)
        .containsExactly(List.of(0L), List.of(7L, 8L));
    assertThat(results.predictions)
        .extracting(Prediction::getSequence, Prediction::getVersion, p -> p.getActual().getIndex())
        .containsExactly(
            tuple(0L, 0L, 0),
            tuple(2L, 1L, 1),
            tuple(3L, 1L, 1),
            tuple(7L, 1L, 0),
            tuple(8L, 1L, 1));
    assertThat(results.scores)
        .extracting(Score::getVersion, Score::getTotal, Score::getCommand)
        .containsExactly(tuple(0L, 1L, null), tuple(1L, 1L, "end"));
    assertThat(results.audits)
        .extracting(Audit::getEffect)
        .contains(
            "learned what was pending, and learns nothing from here on",
            "learns again from here on");
  }

  @Test
  void aLabelThatComesLateToAPausedLearnerIsHeldAgainstTheAnswerOfTheArrival() {
    fold(
        1,
        log.train("a", 0, 1)
            .unlabelled("a", 2)
            .train("a", 1, 3)
            .command(CommandKind.PAUSE, NONE)
            .late(1, "a", 1, 2));

    Prediction last = results.predictions.get(results.predictions.size() - 1);
    assertThat(last.getArrival()).isEqualTo(1);
    assertThat(last.getVersion()).isEqualTo(1);
    assertThat(results.steps).hasSize(2);
  }

  @Test
  void pausingTwiceAndResumingTwiceIsSaid() {
    fold(
        1,
        log.command(CommandKind.RESUME, NONE)
            .command(CommandKind.PAUSE, NONE)
            .command(CommandKind.PAUSE, NONE));

    assertThat(results.audits)
        .extracting(Audit::getEffect)
        .containsExactly(
            "was not paused",
            "learned what was pending, and learns nothing from here on",
            "was paused already");
  }

  @Test
  void aSnapshotIsOfWhatIsLearnedAndCutsNoBatch() {
    fold(
        2,
        log.train("a", 0, 1)
            .train("a", 0, 2)
            .train("a", 1, 3)
            .command(CommandKind.SNAPSHOT, NONE)
            .train("a", 1, 4));

    assertThat(results.manifests)
        .extracting(
            ModelManifest::getVersion, ModelManifest::getSequence, ModelManifest::getCommand)
        .containsExactly(tuple(1L, 1L, "c3"));
    assertThat(results.steps)
        .extracting(StepReport::getSequences)
        .containsExactly(List.of(0L, 1L), List.of(2L, 4L));
  }

  @Test
  void aRollbackBecomesTheModelOfTheSnapshotUnderANewVersion() {
    log.train("a", 0, 1)
        .train("a", 0, 2)
        .boundary("good")
        .train("a", 1, 3)
        .train("a", 1, 4)
        .unlabelled("a", 5)
        .command(CommandKind.ROLLBACK, Map.of("version", "2"))
        .unlabelled("a", 5)
        .train("a", 1, 6);
    fold(1, log);

    ModelManifest good = results.manifests.get(0);
    ModelManifest back = results.manifests.get(1);
    assertThat(back.getVersion()).isEqualTo(5);
    assertThat(back.getParentSha256()).isEqualTo(good.getSha256());
    assertThat(back.getCommand()).isEqualTo("c6");
    assertThat(results.audits.get(1).getVersion()).isEqualTo(5);
    assertThat(results.audits.get(1).getEffect())
        .isEqualTo(
            "went back from version 4 to the snapshot of version 2, and wrote the snapshot of"
                + " version 5; its memory holds 4 rows");
    assertThat(results.steps)
        .extracting(StepReport::getVersion, StepReport::getMemorySize)
        .endsWith(tuple(4L, 4), tuple(6L, 5));
    assertThat(results.predictions)
        .filteredOn(prediction -> prediction.getActual() == null)
        .extracting(Prediction::getVersion)
        .containsExactly(4L, 5L);
  }

  @Test
  void aRollbackByDigestGoesBackToWhatTheModelThenSaid() {
    log.train("a", 0, 1).train("a", 1, 9).boundary("good").unlabelled("a", 5);
    fold(1, log);
    String sha256 = results.manifests.get(0).getSha256();

    RecordedResults again = new RecordedResults();
    log.train("a", 1, 5)
        .unlabelled("a", 5)
        .command(CommandKind.ROLLBACK, Map.of("sha256", sha256))
        .unlabelled("a", 5);
    fold(settings("er", 1), StateStore.inMemory(), again, log.entries());

    List<Float> confidences =
        again.predictions.stream()
            .filter(prediction -> prediction.getActual() == null)
            .map(Prediction::getConfidence)
            .toList();
    assertThat(again.audits.get(1).getObeyed()).isTrue();
    assertThat(confidences.get(2)).isEqualTo(confidences.get(0)).isNotEqualTo(confidences.get(1));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "version | 7 | digits/er has written no snapshot of version 7 up to here",
        "version | one | version must be a whole number: one",
        "sha256 | abc | digits/er has written no snapshot of sha256 abc up to here",
        "name | x | ROLLBACK takes exactly one of version, sha256: name",
      })
  void aRollbackToWhatNeverWasChangesNothing(String name, String value, String why) {
    fold(
        1,
        log.train("a", 0, 1).command(CommandKind.ROLLBACK, Map.of(name, value)).train("a", 0, 2));

    assertThat(results.audits)
        .extracting(Audit::getObeyed, Audit::getEffect)
        .containsExactly(tuple(false, why));
    assertThat(results.steps).extracting(StepReport::getVersion).containsExactly(1L, 2L);
  }

  @Test
  void aRollbackToASnapshotWhoseFileIsLostIsNotObeyed() {
    List<Routed> entries =
        log.train("a", 0, 1)
            .boundary("good")
            .command(CommandKind.ROLLBACK, Map.of("version", "1"))
            .entries();
    try (Fold fold = fold(settings("er", 1), StateStore.inMemory(), results)) {
      entries.subList(0, 2).forEach(fold::accept);
      snapshots.files.clear();
      entries.subList(2, 3).forEach(fold::accept);
    }

    assertThat(results.audits.get(1).getObeyed()).isFalse();
    assertThat(results.audits.get(1).getEffect())
        .isEqualTo("the snapshot of version 1 cannot be gone back to: its file is not there");
  }

  @Test
  void aReplayDoesNotGoBackToASnapshotOfItsFuture() {
    // The file of version 2 is there from the first run; the log had not come to it yet.
    log.train("a", 0, 1)
        .command(CommandKind.ROLLBACK, Map.of("version", "2"))
        .train("a", 0, 2)
        .boundary("later");
    fold(1, log);
    RecordedResults again = new RecordedResults();
    fold(settings("er", 1), StateStore.inMemory(), again, log.entries());

    assertThat(again.all).isEqualTo(results.all);
    assertThat(results.audits.get(0).getObeyed()).isFalse();
  }

  @Test
  void aSampleIsForgottenByItsIdInMemoryHoldOutAndPendingBatch() {
    fold(
        2,
        log.holdOut("a", 0, 1)
            .holdOut("a", 1, 2)
            .train("a", 0, 3)
            .train("a", 1, 4)
            .train("a", 0, 5)
            .command(CommandKind.FORGET, Map.of("ids", "[\"s0\", \"s2\", \"s4\", \"s99\"]"))
            .train("a", 1, 6)
            .train("a", 1, 7)
            .boundary("end"));

    assertThat(results.audits.get(0).getEffect())
        .isEqualTo(
            "of 4 ids forgot 1 hold-out samples, 1 that waited to be learned, and 1 rows it kept");
    assertThat(results.steps)
        .extracting(StepReport::getSequences, StepReport::getMemorySize)
        .containsExactly(tuple(List.of(2L, 3L), 2), tuple(List.of(6L, 7L), 3));
    assertThat(results.scores).last().extracting(Score::getTotal).isEqualTo(1L);
  }

  @Test
  void aClassIsForgottenByItsName() {
    fold(
        1,
        log.holdOut("a", 0, 1)
            .train("a", 0, 3)
            .train("a", 1, 4)
            .command(CommandKind.FORGET, Map.of("class", "class 0"))
            .boundary("end"));

    assertThat(results.audits.get(0).getEffect())
        .isEqualTo(
            "of class class 0 forgot 1 hold-out samples, 0 that waited to be learned, and 1 rows"
                + " it kept");
    // Its only hold-out set is empty, so nothing is scored.
    assertThat(results.scores).extracting(Score::getVersion).containsExactly(0L);
  }

  @Test
  void aTaskIsForgottenByItsName() {
    fold(
        1,
        log.holdOut("b", 0, 1)
            .train("a", 0, 3)
            .train("b", 1, 4)
            .command(CommandKind.FORGET, Map.of("task", "b"))
            .command(CommandKind.FORGET, Map.of("task", "z")));

    assertThat(results.audits)
        .extracting(Audit::getEffect)
        .containsExactly(
            "of task b forgot 1 hold-out samples, 0 that waited to be learned, and 1 rows it kept",
            "of task z, which it never met, forgot 0 hold-out samples, 0 that waited to be learned,"
                + " and 0 rows it kept");
  }

  @Test
  void aLearnerThatKeepsNoExamplesSaysSo() {
    log.train("a", 0, 3).command(CommandKind.FORGET, Map.of("class", "class 0"));
    fold(settings("naive", 1), StateStore.inMemory(), results, log.entries());

    assertThat(results.audits.get(0).getObeyed()).isTrue();
    assertThat(results.audits.get(0).getEffect())
        .endsWith("and of what it kept nothing, as it keeps no examples");
  }

  @Test
  void neighboursDoNotGoBackToASnapshotThatHoldsWhatWasForgotten() {
    log.train("a", 0, 1)
        .boundary("good")
        .command(CommandKind.FORGET, Map.of("ids", "[\"s0\"]"))
        .command(CommandKind.ROLLBACK, Map.of("version", "1"));
    fold(settings("knn", 1), StateStore.inMemory(), results, log.entries());

    assertThat(results.audits.get(2).getObeyed()).isFalse();
    assertThat(results.audits.get(2).getEffect())
        .isEqualTo(
            "the snapshot of version 1 may hold examples that were to be forgotten at place 2");
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ids | s0,s1 | ids must be a JSON array of at least one text, for example [\"a\", \"b\"]: s0,s1",
        "ids | [1] | ids must be a JSON array of at least one text, for example [\"a\", \"b\"]: [1]",
        "ids | [] | ids must be a JSON array of at least one text, for example [\"a\", \"b\"]: []",
        "name | a | FORGET takes exactly one of ids, class, task: name",
      })
  void aForgetThatNamesNothingIsNotObeyed(String name, String value, String why) {
    fold(1, log.train("a", 0, 1).command(CommandKind.FORGET, Map.of(name, value)));

    assertThat(results.audits)
        .extracting(Audit::getObeyed, Audit::getEffect)
        .containsExactly(tuple(false, why));
  }

  @Test
  void withoutAModelCommandsSayWhatTheyNeed() {
    fold(
        1,
        log.command(CommandKind.SNAPSHOT, NONE)
            .command(CommandKind.ROLLBACK, Map.of("version", "1"))
            .boundary("early")
            .command(CommandKind.PAUSE, Map.of("until", "noon")));

    assertThat(results.audits)
        .extracting(Audit::getObeyed, Audit::getEffect, Audit::getVersion)
        .containsExactly(
            tuple(false, "SNAPSHOT needs a model, and there is none yet", null),
            tuple(false, "ROLLBACK needs a model, and there is none yet", null),
            tuple(true, "there is no model yet", null),
            tuple(false, "PAUSE takes no parameters: until", null));
  }

  /** One of every family, on a log with every command. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "er", "der++", "icarl", "ewc", "joint", "mir", "lwf", "slda", "acil", "pec", "knn",
        "forest", "tame", "auto"
      })
  void aReplayRepeatsTheCommandsWhetherOrNotItIsInterrupted(String strategy) {
    List<Routed> entries = everything(versionKept(strategy)).entries();
    Map<String, byte[]> state = new TreeMap<>();
    fold(settings(strategy, 3), StateStore.of(state), results, entries);

    Map<String, byte[]> replayed = new TreeMap<>();
    RecordedResults again = new RecordedResults();
    fold(settings(strategy, 3), StateStore.of(replayed), again, entries);

    Map<String, byte[]> interrupted = new TreeMap<>();
    RecordedResults pieces = new RecordedResults();
    for (Routed entry : entries) {
      fold(settings(strategy, 3), StateStore.of(interrupted), pieces, List.of(entry));
    }

    Map<String, byte[]> saved = new TreeMap<>();
    RecordedResults often = new RecordedResults();
    try (Fold fold = fold(settings(strategy, 3), StateStore.of(saved), often)) {
      for (Routed entry : entries) {
        fold.accept(entry);
        fold.save();
      }
    }

    assertThat(results.audits).hasSize(13).allMatch(Audit::getObeyed);
    assertThat(results.rejects).isEmpty();
    for (RecordedResults other : List.of(again, pieces, often)) {
      assertThat(other.all).isEqualTo(results.all);
    }
    for (Map<String, byte[]> other : List.of(replayed, interrupted, saved)) {
      assertThat(other.keySet()).isEqualTo(state.keySet());
      other.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(state.get(name)));
    }
  }

  /** Which version the boundary "kept" is: some learners make updates of their own. */
  private String versionKept(String strategy) {
    RecordedResults first = new RecordedResults();
    List<Routed> entries = everything("0").entries();
    fold(settings(strategy, 3), StateStore.inMemory(), first, entries);
    return first.manifests.stream()
        .filter(manifest -> "kept".equals(manifest.getCommand()))
        .map(manifest -> Long.toString(manifest.getVersion()))
        .findFirst()
        .orElseThrow();
  }

  private static Log everything(String version) {
    Log log = new Log();
    rows(log, "a", 0, 8);
    log.command(CommandKind.SNAPSHOT, NONE).command(CommandKind.SET, Map.of("batch", "2"));
    rows(log, "a", 8, 14);
    log.boundary("good").command(CommandKind.PAUSE, NONE);
    rows(log, "b", 14, 18);
    log.command(CommandKind.SNAPSHOT, NONE)
        .command(CommandKind.RESUME, NONE)
        .command(CommandKind.FORGET, Map.of("ids", "[\"s1\", \"s4\", \"s6\"]"));
    rows(log, "b", 18, 27);
    log.boundary("kept").command(CommandKind.CHANGE, Map.of("task", "c"));
    rows(log, "c", 27, 32);
    log.command(CommandKind.SET, Map.of("batch", "3"))
        .command(CommandKind.ROLLBACK, Map.of("version", version))
        .command(CommandKind.FORGET, Map.of("class", "class 1"));
    rows(log, "c", 32, 40);
    return log.command(CommandKind.FORGET, Map.of("task", "a")).command(CommandKind.PAUSE, NONE);
  }

  private static void rows(Log log, String task, int from, int to) {
    for (int row = from; row < to; row++) {
      int[] pixels = new int[64];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (row * 31 + i * (1 + row % 3) * 7) % 200;
      }
      if (row % 5 == 4) {
        log.holdOut(task, row % 3, pixels);
      } else {
        log.train(task, row % 3, pixels);
      }
    }
  }

  private void fold(int batch, Log entries) {
    fold(settings("er", batch), StateStore.inMemory(), results, entries.entries());
  }

  private void fold(
      LearnerSettings settings, StateStore store, RecordedResults into, List<Routed> entries) {
    try (Fold fold = fold(settings, store, into)) {
      entries.forEach(fold::accept);
      fold.save();
    }
  }

  private Fold fold(LearnerSettings settings, StateStore store, RecordedResults into) {
    return new Fold(
        Log.KEY, settings, Learners::open, snapshots, log.decoder(), into, new RejectLog(), store);
  }

  private static LearnerSettings settings(String strategy, int batch) {
    return new LearnerSettings(
        "*",
        new Recipe(strategy, "mlp:4", 10, batch, 2, 1, "sgd", 0.1, 0, 0, 1)
            .withMemoryBytes(100_000),
        ScoringSettings.AT_BOUNDARIES,
        10);
  }
}
