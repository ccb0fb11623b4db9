package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.wire.Registry;
import org.junit.jupiter.api.Test;

class InMemoryFoldTest {

  private static final Recipe RECIPE =
      new Recipe("naive", "mlp:3", 1, 1, 0, 1, "sgd", 0.1, 0, 0, 1);

  private final RecordedResults results = new RecordedResults();

  private InMemoryFold fold() {
    return new InMemoryFold(
        Log.KEY.stream(),
        "naive",
        new LearnerSettings("*", RECIPE, ScoringSettings.AT_BOUNDARIES, 10),
        Registry.at(Log.REGISTRY),
        results);
  }

  @Test
  void learnsAnswersScoresAndAnnouncesWhatItIsAtABoundary() {
    Log log = new Log().holdOut("a", 0, 1, 2).train("a", 0, 3, 4).train("a", 1, 5, 6).boundary("b");
    try (InMemoryFold fold = fold()) {
      log.entries().forEach(entry -> fold.accept(entry.value));
    }
    assertThat(results.rejects).isEmpty();
    assertThat(results.predictions).hasSize(2);
    assertThat(results.steps).hasSize(2);
    // Version 0 before the first sample, version 2 at the boundary.
    assertThat(results.scores).extracting(score -> score.getVersion()).containsExactly(0L, 2L);
    assertThat(results.manifests)
        .singleElement()
        .satisfies(manifest -> assertThat(manifest.getSha256()).matches("[0-9a-f]{64}"));
  }

  @Test
  void countsTheBytesOfTheLearnerAlone() {
    Log log = new Log().train("a", 0, 3, 4);
    try (InMemoryFold fold = fold()) {
      assertThat(fold.learnerBytes()).isZero();
      log.entries().forEach(entry -> fold.accept(entry.value));
      long before = fold.learnerBytes();
      // 3 hidden units of 2 inputs and a bias, 1 class of 3 units and a bias: 13 numbers.
      assertThat(before).isGreaterThanOrEqualTo(13 * Float.BYTES);
      log.holdOut("a", 0, 1, 2);
      fold.accept(log.entries().get(1).value);
      assertThat(fold.learnerBytes()).isEqualTo(before);
    }
  }
}
