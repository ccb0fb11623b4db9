package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.wire.Registry;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldLimitsTest {

  private static final Features MEBIBYTE = new Features(List.of(1 << 20), ElementType.UINT8);

  private final RecordedResults results = new RecordedResults();
  private final Log log = new Log();

  private void fold(String network, EntryLimits limits, Log entries) {
    Recipe recipe = new Recipe("naive", network, 1, 1, 0, 1, "sgd", 0.1, 0, 0, 1);
    try (InMemoryFold fold =
        new InMemoryFold(
            Log.KEY.stream(),
            Log.KEY.learner(),
            new LearnerSettings("*", recipe, ScoringSettings.AT_BOUNDARIES, 10).withLimits(limits),
            Registry.at(Log.REGISTRY),
            results)) {
      entries.entries().forEach(entry -> fold.accept(entry.value));
    }
  }

  private static EntryLimits limits(long maxModelBytes, long maxHoldoutBytes) {
    return new EntryLimits(10, 10, 100, maxModelBytes, maxHoldoutBytes, 0, 0);
  }

  @Test
  void rejectARowThatWouldMakeTheModelTooLargeBeforeAnythingIsAllocated() {
    // 2 inputs and 3 units are 9 parameters of 4 bytes; a batch of one row is 2 bytes.
    fold("mlp:3", limits(37, 100), log.train("a", 0, 1, 2).train("a", 0, 1, 2));

    assertThat(results.rejects)
        .hasSize(2)
        .first()
        .isEqualTo(
            "0 features-do-not-fit: a model must begin with at most 37 bytes:"
                + " Features[shape=[2], elementType=UINT8] needs 38");
  }

  @Test
  void takeARowThatMakesItAsLargeAsItMayBe() {
    fold("mlp:3", limits(38, 100), log.train("a", 0, 1, 2));

    assertThat(results.rejects).isEmpty();
    assertThat(results.steps).hasSize(1);
  }

  @Test
  void rejectHoldOutSamplesForWhichThereIsNoRoomAndLearnOn() {
    // Room is made for ten rows of one byte at once, for each task.
    fold(
        "mlp:3",
        limits(1_000, 20),
        log.holdOut("a", 0, 1)
            .holdOut("b", 0, 1)
            .holdOut("c", 1, 1)
            .train("a", 0, 1)
            .boundary("end"));

    assertThat(results.rejects)
        .containsExactly(
            "2 holdout-full: the hold-out sets of digits/er must take at most 20 bytes: 20");
    assertThat(results.steps).hasSize(1);
    assertThat(results.scores)
        .extracting(score -> score.getTask().getName())
        .containsOnly("a", "b");
  }

  @Test
  void letTheLargestSetsGiveWayToTasksThatComeLater() {
    for (int row = 0; row < 8; row++) {
      log.holdOut("a", 0, 1);
    }
    log.holdOut("b", 1, 1).holdOut("b", 1, 1).holdOut("a", 0, 1).holdOut("c", 1, 1);
    fold("mlp:3", limits(1_000, 11), log.train("a", 0, 1).boundary("end"));

    // Room for ten rows of a byte is made at once, for a and for b: 20 bytes. Of a's nine samples
    // four stay and then two, but b's room alone leaves none for c.
    assertThat(results.rejects)
        .containsExactly(
            "11 holdout-full: the hold-out sets of digits/er must take at most 11 bytes: 12");
    assertThat(results.scores)
        .filteredOn(score -> score.getVersion() == 1)
        .extracting(score -> score.getTask().getName(), Score::getTotal)
        .containsExactly(tuple("a", 2L), tuple("b", 2L));
  }

  @Test
  void keepThePlaceOfAForgedEntryForTheOneThatBelongsThere() {
    Log forged = new Log().train("a", -1, 1).train("a", 0, 2);
    List<Routed> good = log.train("a", 0, 1).train("a", 0, 2).entries();
    Recipe recipe = new Recipe("naive", "mlp:3", 1, 1, 0, 1, "sgd", 0.1, 0, 0, 1);
    try (InMemoryFold fold =
        new InMemoryFold(
            Log.KEY.stream(),
            Log.KEY.learner(),
            new LearnerSettings("*", recipe, ScoringSettings.AT_BOUNDARIES, 10),
            Registry.at(Log.REGISTRY),
            results)) {
      // Its label is no label; then its place is ahead of the log.
      fold.accept(forged.entries().get(0).value);
      fold.accept(forged.entries().get(1).value);
      good.forEach(entry -> fold.accept(entry.value));
    }

    assertThat(results.rejects)
        .containsExactly(
            "0 negative-index: the index of a label must be at least 0: -1",
            "1 sequence-gap: the log of digits/er is folded up to sequence -1, the next may leave"
                + " out at most 0: 1");
    assertThat(results.predictions).extracting(Prediction::getSequence).containsExactly(0L, 1L);
  }

  @Test
  void leaveTheDefaultLearnerRoomForAMebibyteButNotAWideNetwork() {
    // (2^20 inputs + 1) x 400 units and (400 + 1) x 400, 4 bytes each.
    assertThat(Learners.parameterBytes(Recipe.DEFAULTS.withStrategy("er"), MEBIBYTE))
        .isEqualTo(((1L << 20) + 1) * 400 * 4 + 401 * 400 * 4)
        .isGreaterThan(EntryLimits.DEFAULTS.maxModelBytes());
    assertThat(Learners.parameterBytes(Recipe.DEFAULTS.withStrategy("auto"), MEBIBYTE)).isZero();
    assertThat(Learners.parameterBytes(Recipe.DEFAULTS.withStrategy("slda"), MEBIBYTE))
        .as("it projects what is too wide, as the recipe's bytes allow")
        .isLessThan(8 << 20);
    assertThatThrownBy(() -> Learners.parameterBytes(onTheValuesThemselves("slda"), MEBIBYTE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slda takes at most about 60,000 features a row: 1048576");
    assertThat(Learners.parameterBytes(onTheValuesThemselves("acil"), MEBIBYTE))
        .as("2^20 by 2^20 numbers of 8 bytes")
        .isGreaterThan(1L << 43);
    assertThatThrownBy(
            () ->
                Learners.parameterBytes(
                    new Recipe("er", "cnn", 10, 1, 0, 1, "sgd", 0.1, 0, 0, 1), MEBIBYTE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("network cnn needs an image");
  }

  private static Recipe onTheValuesThemselves(String strategy) {
    return Recipe.DEFAULTS
        .withStrategy(strategy)
        .withParts(
            new Parts(
                Parts.PRESET,
                Parts.PRESET,
                Parts.PRESET,
                Parts.PRESET,
                Parts.PRESET,
                Parts.PRESET,
                Parts.PRESET,
                "raw"));
  }
}
