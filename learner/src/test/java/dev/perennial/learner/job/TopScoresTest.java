package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.ClassProbability;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.SettingsFile;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a prediction tells beside its class. A counting learner gives a class it has learned n times
 * 1 + n parts of the probability.
 */
class TopScoresTest {

  private final Log log = new Log();
  private final RecordedResults results = new RecordedResults();

  private static LearnerSettings settings(String strategy, int batch, int topScores) {
    return new LearnerSettings(
            "*",
            new Recipe(strategy, "mlp:4", 10, batch, 2, 1, "sgd", 0.1, 0, 0, 1)
                .withMemoryBytes(100_000),
            ScoringSettings.AT_BOUNDARIES,
            10)
        .withTopScores(topScores);
  }

  private Fold open(
      LearnerSettings settings, LearnerFactory learners, StateStore store, RecordedResults into) {
    return new Fold(
        Log.KEY,
        settings,
        learners,
        (key, version, model, metadata) -> new Snapshots.File("memory:" + version, "0", 1),
        log.decoder(),
        into,
        new RejectLog(),
        store);
  }

  private void count(LearnerSettings settings) {
    try (Fold fold =
        open(settings, (r, f) -> new CountingLearner(), StateStore.inMemory(), results)) {
      log.entries().forEach(fold::accept);
    }
  }

  private List<List<String>> told() {
    return results.predictions.stream().map(TopScoresTest::told).toList();
  }

  private static List<String> told(Prediction prediction) {
    return prediction.getTopScores().stream()
        .map(
            one ->
                String.format(
                    Locale.ROOT, "%s %.3f", one.getLabel().getName(), one.getProbability()))
        .toList();
  }

  @Test
  void areTheBestClassesOfTheModelThatAnswered() {
    log.train("a", 0, 1).train("a", 1, 1).train("a", 1, 1).train("a", 2, 1).train("a", 0, 1);
    count(settings("er", 1, 2));

    assertThat(told())
        .containsExactly(
            // No class is known.
            List.of(),
            // Of class 0 alone.
            List.of("class 0 1.000"),
            // Each learned once.
            List.of("class 0 0.500", "class 1 0.500"),
            // 2 and 3 parts.
            List.of("class 1 0.600", "class 0 0.400"),
            // 2, 3 and 2 parts: of equals the first, and no more than two.
            List.of("class 1 0.429", "class 0 0.286"));
  }

  @Test
  void areNoneUnlessAskedFor() {
    log.train("a", 0, 1).train("a", 1, 1).unlabelled("a", 1);
    count(settings("er", 1, LearnerSettings.DEFAULTS.topScores()));

    assertThat(told()).containsExactly(List.of(), List.of(), List.of());
  }

  @Test
  void stayWithTheAnswerAtTheArrivalOfASampleWhoseLabelIsLate() {
    log.train("a", 0, 1).unlabelled("a", 1).train("a", 1, 1).late(1, "a", 0, 1);
    count(settings("er", 1, 2));

    assertThat(told())
        .containsExactly(
            List.of(),
            List.of("class 0 1.000"),
            List.of("class 0 1.000"), /* repeated */
            List.of());
    assertThat(results.predictions.get(3).getPredicted().getName()).isEqualTo("class 0");
  }

  @Test
  void areNotThoseOfTheStepWhereTheAnswerAtTheArrivalIsNotKept() {
    log.unlabelled("a", 1).train("a", 0, 1).late(0, "a", 0, 1);
    count(settings("er", 1, 2).withLimits(new EntryLimits(10, 10, 100, 1_000, 1_000, 0, 0)));

    assertThat(results.predictions.get(2).getPredicted().getName()).isEqualTo("class 0");
    assertThat(told().get(2)).isEmpty();
  }

  @Test
  void areToldByALearnerThatPausesAndOfABatchThatIsRefused() {
    log.train("a", 0, 1).train("a", 0, 255).command(CommandKind.PAUSE, Map.of()).train("a", 0, 1);
    count(settings("er", 1, 2));

    assertThat(results.rejects).hasSize(1);
    assertThat(told())
        .containsExactly(List.of(), List.of("class 0 1.000"), List.of("class 0 1.000"));
  }

  @Test
  void changeNothingThatIsKeptAndMayChangeBetweenASaveAndTheNextStart() {
    log.train("a", 0, 1).unlabelled("a", 1).train("a", 1, 1).train("a", 1, 1);
    Map<String, byte[]> slim = new TreeMap<>();
    Map<String, byte[]> full = new TreeMap<>();
    Map.of(0, slim, 5, full)
        .forEach(
            (topScores, state) -> {
              try (Fold fold =
                  open(
                      settings("er", 2, topScores),
                      (r, f) -> new CountingLearner(),
                      StateStore.of(state),
                      new RecordedResults())) {
                log.entries().forEach(fold::accept);
                fold.save();
              }
            });
    assertThat(full).containsExactlyInAnyOrderEntriesOf(slim);

    int before = log.entries().size();
    log.unlabelled("a", 1);
    try (Fold fold =
        open(
            settings("er", 2, 1),
            (r, f) -> new CountingLearner(),
            StateStore.of(new HashMap<>(slim)),
            results)) {
      log.entries().subList(before, before + 1).forEach(fold::accept);
    }
    // Classes 0 and 1 were learned once each; the second of class 1 waits for its batch.
    assertThat(told()).containsExactly(List.of("class 0 0.500"));
  }

  static List<String> everyLearner() {
    return Learners.ids();
  }

  @ParameterizedTest
  @MethodSource("everyLearner")
  void beginWithThePredictedClassWhateverTheLearner(String strategy) {
    for (int i = 0; i < 60; i++) {
      log.train(i < 30 ? "a" : "b", i < 30 ? i % 3 : 3 + i % 2, i * 37 % 256, i % 5 * 50, i, 7);
    }
    log.unlabelled("b", 1, 2, 3, 4);
    try (Fold fold =
        open(settings(strategy, 5, 3), Learners::open, StateStore.inMemory(), results)) {
      log.entries().forEach(fold::accept);
    }

    assertThat(results.predictions).hasSize(61);
    assertThat(results.predictions.get(60).getTopScores()).hasSize(3);
    for (Prediction prediction : results.predictions) {
      List<ClassProbability> top = prediction.getTopScores();
      if (prediction.getPredicted() == null) {
        assertThat(top).isEmpty();
        continue;
      }
      assertThat(top).hasSizeBetween(1, 3).doesNotHaveDuplicates();
      assertThat(top.get(0))
          .isEqualTo(new ClassProbability(prediction.getPredicted(), prediction.getConfidence()));
      assertThat(top)
          .extracting(ClassProbability::getProbability)
          .isSortedAccordingTo((one, other) -> Float.compare(other, one))
          .allMatch(probability -> probability >= 0 && probability <= 1);
      // Each is rounded to a float.
      assertThat(top.stream().mapToDouble(ClassProbability::getProbability).sum())
          .isLessThanOrEqualTo(1 + 1e-6);
    }
  }

  @Test
  void areAtMostAThousand() {
    assertThatThrownBy(
            () ->
                SettingsFile.parse("learners: {er: {topScores: 1001}}", name -> null)
                    .named("learners", LearnerSettings.class, LearnerSettings.DEFAULTS))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("learners.er.topScores must be in [0, 1000]: 1001");
  }
}
