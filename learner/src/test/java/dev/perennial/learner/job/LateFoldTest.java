package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.StepReport;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Labels that come late. Batches have two rows; a counting learner that has seen class 0 twice
 * answers it, whatever the row.
 */
class LateFoldTest {

  private final Log log = new Log();
  private final RecordedResults results = new RecordedResults();

  /** Two examples arrive early, and their labels come after the model has changed its mind. */
  private Log delayed() {
    return log.unlabelled("a", 1)
        .train("a", 0, 2)
        .train("a", 0, 3)
        .unlabelled("a", 4)
        .train("a", 1, 5)
        .train("a", 1, 6)
        .train("a", 1, 7)
        .train("a", 1, 8)
        .late(0, "a", 0, 1)
        .late(3, "a", 0, 4);
  }

  @Test
  void theAnswerOfTheArrivalIsHeldAgainstTheLabel() {
    fold(delayed(), LearnerSettings.DEFAULTS.limits());

    // At its arrival the first met a model that knew no class, the second one that knew class 0
    // alone; by the time their labels came the model, which had seen class 1 four times, would
    // have answered that.
    assertThat(results.predictions)
        .filteredOn(prediction -> prediction.getArrival() != null)
        .extracting(
            Prediction::getId,
            Prediction::getSequence,
            Prediction::getArrival,
            Prediction::getVersion,
            p -> p.getPredicted() == null ? null : p.getPredicted().getName(),
            Prediction::getConfidence,
            p -> p.getActual().getName())
        .containsExactly(
            tuple("s0", 8L, 0L, 0L, null, 0f, "class 0"),
            tuple("s3", 9L, 3L, 1L, "class 0", 1f, "class 0"));
    assertThat(results.predictions)
        .filteredOn(prediction -> prediction.getActual() == null)
        .extracting(Prediction::getId, Prediction::getSequence, Prediction::getArrival)
        .containsExactly(tuple("s0", 0L, null), tuple("s3", 3L, null));
  }

  @Test
  void isLearnedAtTheLabelsPlace() {
    fold(delayed(), LearnerSettings.DEFAULTS.limits());

    assertThat(results.steps)
        .extracting(StepReport::getSequences)
        .last()
        .isEqualTo(List.of(8L, 9L));
  }

  @Test
  void theAnswerOfTheStepStandsInForOneThatIsNotKept() {
    fold(delayed(), limits(1));

    // One answer is kept: that of the second.
    assertThat(results.predictions)
        .filteredOn(prediction -> prediction.getArrival() != null)
        .extracting(Prediction::getId, Prediction::getVersion, p -> p.getPredicted().getName())
        .containsExactly(tuple("s0", 3L, "class 1"), tuple("s3", 1L, "class 0"));
  }

  @Test
  void anExampleThatTurnsOutToBeForScoringIsNotHeldAgainstItsLabel() {
    fold(
        log.unlabelled("a", 1).train("a", 0, 2).heldOutLate(0, "a", 0, 1).train("a", 0, 2),
        LearnerSettings.DEFAULTS.limits());

    assertThat(results.predictions)
        .extracting(Prediction::getId, Prediction::getSequence)
        .containsExactly(tuple("s0", 0L), tuple("s1", 1L), tuple("s3", 3L));
  }

  @Test
  void aBatchThatIsRefusedIsHeldAgainstItsLabelsAllTheSame() {
    fold(
        log.unlabelled("a", 255)
            .train("a", 0, 2)
            .train("a", 0, 3)
            .late(0, "a", 0, 255)
            .train("a", 0, 4),
        LearnerSettings.DEFAULTS.limits());

    assertThat(results.steps).hasSize(1);
    assertThat(results.predictions)
        .filteredOn(prediction -> prediction.getArrival() != null)
        .extracting(Prediction::getId, Prediction::getVersion, Prediction::getPredicted)
        .containsExactly(tuple("s0", 0L, null));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100})
  void aRestoreAfterAnyEntryChangesNothing(int maxAwaited) {
    Log whole = delayed();
    for (int i = 0; i < 3_000; i++) {
      whole.unlabelled("a", 1);
    }
    whole.late(11, "a", 1, 1).train("a", 0, 1).late(3_000, "a", 1, 1).boundary("end");
    fold(whole, limits(maxAwaited));
    RecordedResults restored = new RecordedResults();
    Map<String, byte[]> store = new TreeMap<>();
    Fold fold = open(limits(maxAwaited), StateStore.of(store), restored);
    int entry = 0;
    for (Routed routed : whole.entries()) {
      fold.accept(routed);
      if (entry++ % 97 < 12) {
        fold.save();
        fold = open(limits(maxAwaited), StateStore.of(store), restored);
      }
    }
    fold.save();

    assertThat(restored.all).isEqualTo(results.all);
    // At most every answer that is kept, its place and the list of blocks.
    assertThat(store.entrySet().stream().filter(e -> e.getKey().startsWith("awaited/")))
        .hasSizeLessThanOrEqualTo(1 + Math.min(maxAwaited, 3));
  }

  private void fold(Log entries, EntryLimits limits) {
    Fold fold = open(limits, StateStore.inMemory(), results);
    entries.entries().forEach(fold::accept);
  }

  private Fold open(EntryLimits limits, StateStore store, RecordedResults into) {
    return new Fold(
        Log.KEY,
        new LearnerSettings(
                "*",
                new Recipe("er", "mlp:4", 10, 2, 0, 1, "sgd", 0.1, 0, 0, 1),
                ScoringSettings.AT_BOUNDARIES,
                10)
            .withLimits(limits),
        (recipe, features) -> new CountingLearner(),
        (key, version, model, metadata) -> new Snapshots.File("memory:" + version, "0", 1),
        log.decoder(),
        into,
        new RejectLog(),
        store);
  }

  private static EntryLimits limits(int maxAwaited) {
    return new EntryLimits(10, 10, 100, 1_000, 1_000, maxAwaited, 0);
  }
}
