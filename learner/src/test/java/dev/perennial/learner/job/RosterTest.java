package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.learning.Recipe;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RosterTest {

  private static final LearnerSettings AUTO = LearnerSettings.DEFAULTS;
  private static final Roster BEFORE = Roster.of(Map.of("auto", AUTO, "old", AUTO));

  @Test
  void letsLearnersGoOnThatAreTheSame() {
    Recipe larger = AUTO.recipe().withBatch(64);
    LearnerSettings scored =
        new LearnerSettings("*", larger, ScoringSettings.wholeEvery(5), 7).withTopScores(3);

    assertThat(BEFORE.obstaclesTo(Roster.of(Map.of("auto", scored)))).isEmpty();
    assertThat(BEFORE.without(Roster.of(Map.of("auto", scored)))).containsExactly("old");
  }

  @Test
  void namesEveryLearnerThatCannotGoOn() {
    LearnerSettings moved =
        new LearnerSettings("*", AUTO.recipe(), ScoringSettings.AT_BOUNDARIES, 10)
            .withReader("mine");
    LearnerSettings sown =
        new LearnerSettings("*", AUTO.recipe().withSeed(2), ScoringSettings.AT_BOUNDARIES, 10);

    assertThat(BEFORE.obstaclesTo(Roster.of(Map.of("auto", moved, "old", sown))))
        .hasSize(2)
        .satisfiesExactly(
            auto ->
                assertThat(auto)
                    .startsWith(
                        "learners.auto cannot go on from its state: reader was shared, is mine; "),
            old ->
                assertThat(old)
                    .startsWith(
                        "learners.old cannot go on from its state: recipe.seed was 1, is 2; "));
  }

  @Test
  void letsALearnerJoinThatHasAReaderOfItsOwn() {
    LearnerSettings own =
        new LearnerSettings("*", AUTO.recipe(), ScoringSettings.AT_BOUNDARIES, 10)
            .withReader("more");

    assertThat(BEFORE.obstaclesTo(Roster.of(Map.of("auto", AUTO, "more", own)))).isEmpty();
    assertThat(BEFORE.obstaclesTo(Roster.of(Map.of("auto", AUTO, "more", AUTO)))).hasSize(1);
  }

  @Test
  void isReadAsItWasWritten() {
    assertThat(Roster.parse(BEFORE.toBytes())).isEqualTo(BEFORE);
  }

  @Test
  void refusesAnotherFormat() {
    assertThatThrownBy(() -> Roster.parse(new byte[] {9}))
        .hasMessage("the saved roster has format 9, this version reads format 1");
  }
}
