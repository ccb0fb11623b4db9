package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A pixel of 255 poisons a counting learner; one of 254 is a row that is at fault alone. */
class PoisonedFoldTest {

  private static final int POISON = 255;
  private static final int NO_ROW = 254;

  private final Log log = new Log();
  private final RecordedResults results = new RecordedResults();

  @Test
  void skipsTheBatchAndLearnsTheNextAtTheSameRate() {
    fold(OnPoison.SKIP, log.train("a", 0, 1).train("a", 0, POISON).train("a", 0, 3));

    assertThat(results.rejects)
        .containsExactly("1 loss-not-finite: the loss of a batch must be finite: Infinity");
    assertThat(results.steps)
        .extracting(StepReport::getVersion, StepReport::getLearningRate)
        .containsExactly(tuple(1L, 0.1), tuple(2L, 0.1));
  }

  @Test
  void tellsWithEveryPredictionHowManyStepsWereRefusedBefore() {
    fold(
        OnPoison.SKIP,
        log.train("a", 0, 1).train("a", 0, POISON).unlabelled("a", 1).train("a", 0, NO_ROW));

    assertThat(results.predictions)
        .extracting(Prediction::getId, Prediction::getVersion, Prediction::getRefusedSteps)
        .containsExactly(
            tuple("s0", 0L, 0L), tuple("s1", 1L, 1L), tuple("s2", 1L, 1L), tuple("s3", 1L, 2L));
  }

  @Test
  void halvesTheRateWithEveryRefusedStep() {
    fold(
        OnPoison.HALVE_RATE,
        log.train("a", 0, 1)
            .train("a", 0, POISON)
            .train("a", 0, 3)
            .train("a", 0, POISON)
            .train("a", 0, 5));

    assertThat(results.steps)
        .extracting(StepReport::getLearningRate)
        .containsExactly(0.1, 0.05, 0.025);
    assertThat(results.rejects).hasSize(2).allMatch(line -> line.contains(" loss-not-finite: "));
  }

  @Test
  void halvesTheRateTenTimesAtMost() {
    for (int i = 0; i < 12; i++) {
      log.train("a", 0, POISON);
    }
    fold(OnPoison.HALVE_RATE, log.train("a", 0, 1));

    assertThat(results.steps).extracting(StepReport::getLearningRate).containsExactly(0.1 / 1024);
  }

  @Test
  void stopsLearningButGoesOnPredictingAndBeingScored() {
    fold(
        OnPoison.STOP,
        log.train("a", 0, 1)
            .train("a", 0, POISON)
            .train("a", 0, 3)
            .holdOut("a", 0, 4)
            .unlabelled("a", 5)
            .boundary("end"));

    assertThat(results.steps).extracting(StepReport::getVersion).containsExactly(1L);
    assertThat(results.rejects)
        .containsExactly(
            "1 loss-not-finite: the loss of a batch must be finite: Infinity",
            "2 learner-stopped: digits/er learns nothing any more, as a step was refused and"
                + " onPoison is stop: version 1");
    assertThat(results.predictions)
        .extracting(Prediction::getId, Prediction::getVersion, Prediction::getRefusedSteps)
        .contains(tuple("s2", 1L, 1L), tuple("s4", 1L, 1L));
    assertThat(results.scores).extracting(Score::getVersion).contains(1L);
    assertThat(results.manifests).extracting(m -> m.getVersion()).containsExactly(1L);
  }

  @ParameterizedTest
  @EnumSource(OnPoison.class)
  void onlyRejectsRowsThatAreAtFaultAlone(OnPoison policy) {
    fold(policy, log.train("a", 0, NO_ROW).train("a", 0, 1));

    assertThat(results.rejects).containsExactly("0 feature-not-finite: a row must be one: 0");
    assertThat(results.steps).extracting(StepReport::getLearningRate).containsExactly(0.1);
  }

  @ParameterizedTest
  @EnumSource(OnPoison.class)
  void goesOnFromItsStateWhereverItIsCut(OnPoison policy) {
    List<Routed> entries =
        log.train("a", 0, 1)
            .train("a", 1, POISON)
            .train("a", 0, 3)
            .train("b", 0, POISON)
            .train("b", 0, 5)
            .boundary("end")
            .entries();
    run(fold(policy, StateStore.inMemory(), results), entries);

    for (int cut = 0; cut <= entries.size(); cut++) {
      RecordedResults interrupted = new RecordedResults();
      StateStore store = StateStore.inMemory();
      Fold first = fold(policy, store, interrupted);
      run(first, entries.subList(0, cut));
      first.save();
      run(fold(policy, store, interrupted), entries.subList(cut, entries.size()));

      assertThat(interrupted.all).as("cut after %d", cut).isEqualTo(results.all);
    }
  }

  @ParameterizedTest
  @CsvSource({"STOP,SKIP,0.1", "STOP,HALVE_RATE,0.1", "HALVE_RATE,SKIP,0.1", "HALVE_RATE,STOP,0.1"})
  void learnsOnAsBeforeWhenItIsStartedWithAnotherPolicy(
      OnPoison before, OnPoison after, double rate) {
    StateStore store = StateStore.inMemory();
    List<Routed> entries = log.train("a", 0, 1).train("a", 0, POISON).train("a", 0, 3).entries();
    Fold first = fold(before, store, results);
    run(first, entries.subList(0, 2));
    first.save();
    Fold second = fold(after, store, results);
    run(second, entries.subList(2, 3));
    second.save();
    // What the first policy made of the poison is forgotten for good.
    run(fold(before, store, results), log.train("a", 0, 4).entries().subList(3, 4));

    assertThat(results.steps)
        .extracting(StepReport::getVersion, StepReport::getLearningRate)
        .containsExactly(tuple(1L, 0.1), tuple(2L, rate), tuple(3L, rate));
    assertThat(results.predictions.get(3).getRefusedSteps()).isOne();
  }

  @Test
  void findsTheRateAtWhichARealLearnerLearns() {
    // A step of ten thousand times the gradient is refused; halved often enough it is made.
    Recipe recipe = new Recipe("er", "mlp:4", 10, 1, 0, 1, "sgd", 1e4, 0, 0, 1);
    for (int i = 0; i < 12; i++) {
      log.train("a", i % 2, 10 + i, 200 - i);
    }
    try (Fold fold =
        new Fold(
            Log.KEY,
            new LearnerSettings("*", recipe, ScoringSettings.AT_BOUNDARIES, 10)
                .withOnPoison(OnPoison.HALVE_RATE),
            Learners::open,
            (key, version, model, metadata) -> new Snapshots.File("memory:", "sha", 1),
            log.decoder(),
            results,
            new RejectLog(),
            StateStore.inMemory())) {
      log.entries().forEach(fold::accept);
    }

    assertThat(results.rejects)
        .isNotEmpty()
        .allMatch(line -> line.contains(" gradient-explodes: the gradient of update "));
    // The first row's class is the only one, so its gradient is zero.
    assertThat(results.steps.get(0).getLearningRate()).isEqualTo(1e4);
    assertThat(results.steps.get(1).getLearningRate()).isBetween(10.0, 5e3);
    assertThat(results.predictions).hasSize(12);
    assertThat(results.predictions.get(11).getPredicted()).isNotNull();
  }

  @Test
  void refusesToHalveARateThatThereIsNot() {
    Recipe slda = Recipe.DEFAULTS.withStrategy("slda");

    assertThatThrownBy(
            () ->
                LearnerSettings.checkAll(
                    Map.of(
                        "er",
                        settings(OnPoison.HALVE_RATE),
                        "lda",
                        new LearnerSettings("*", slda, ScoringSettings.AT_BOUNDARIES, 10)
                            .withOnPoison(OnPoison.HALVE_RATE))))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "learners.lda.onPoison must be skip or stop, as slda takes no rate from its recipe:"
                + " halve-rate");
  }

  private void fold(OnPoison policy, Log written) {
    run(fold(policy, StateStore.inMemory(), results), written.entries());
  }

  private static void run(Fold fold, List<Routed> entries) {
    entries.forEach(fold::accept);
  }

  private static LearnerSettings settings(OnPoison policy) {
    Recipe recipe = new Recipe("er", "mlp:4", 10, 1, 0, 1, "sgd", 0.1, 0, 0, 1);
    return new LearnerSettings("*", recipe, ScoringSettings.AT_BOUNDARIES, 10).withOnPoison(policy);
  }

  private Fold fold(OnPoison policy, StateStore store, RecordedResults into) {
    return new Fold(
        Log.KEY,
        settings(policy),
        (recipe, features) -> new CountingLearner(),
        (key, version, model, metadata) -> new Snapshots.File("memory:" + version, "sha", 1),
        log.decoder(),
        into,
        new RejectLog(),
        store);
  }
}
