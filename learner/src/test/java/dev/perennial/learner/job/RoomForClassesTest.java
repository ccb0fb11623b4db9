package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.StateStore;
import org.junit.jupiter.api.Test;

/** A learner that keeps logits has room for so many classes; an example of another is rejected. */
class RoomForClassesTest {

  // 2^31 - 1 bytes, 4 a logit: 1,000,000 rows have room for those of 536 classes.
  private static final int ROWS = 1_000_000;
  private static final int LAST = 535;

  private final Log log = new Log();
  private final RecordedResults results = new RecordedResults();

  private void fold(String strategy) {
    LearnerSettings settings =
        new LearnerSettings(
            "*",
            new Recipe(strategy, "mlp:4", ROWS, 2, 2, 1, "sgd", 0.1, 0, 0, 1),
            ScoringSettings.AT_BOUNDARIES,
            10);
    try (Fold fold =
        new Fold(
            Log.KEY,
            settings,
            Learners::open,
            (key, version, model, metadata) -> new Snapshots.File("memory:" + version, "0", 1),
            log.decoder(),
            results,
            new RejectLog(),
            StateStore.inMemory())) {
      log.entries().forEach(fold::accept);
    }
  }

  @Test
  void anExampleOfAClassBeyondIsRejectedAndTheStreamGoesOn() {
    log.train("a", 0, 1).train("a", LAST + 1, 1).train("a", 1, 2);
    log.holdOut("a", LAST + 1, 1).train("a", 0, 1).train("a", LAST, 2);
    fold("der++");

    assertThat(results.rejects).hasSize(2);
    assertThat(results.rejects)
        .allSatisfy(reject -> assertThat(reject).contains("too-many-classes", "at most 535: 536"));
    assertThat(results.predictions).hasSize(4);
  }

  @Test
  void aLearnerThatKeepsNoLogitsHasRoomForAll() {
    log.train("a", 0, 1).train("a", LAST + 1, 1);
    fold("er");

    assertThat(results.rejects).isEmpty();
    assertThat(results.predictions).hasSize(2);
  }
}
