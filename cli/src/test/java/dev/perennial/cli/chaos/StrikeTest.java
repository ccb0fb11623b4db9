package dev.perennial.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.chaos.Strike.Blow;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrikeTest {

  private static final List<String> VICTIMS = List.of("a", "b", "c");

  @Test
  void strikesEveryVictimBeforeItStrikesOneAgain() {
    List<Strike> strikes = Strike.schedule(7, 9, 0, VICTIMS, 1_000);

    for (int round = 0; round < 3; round++) {
      assertThat(strikes.subList(3 * round, 3 * round + 3))
          .extracting(Strike::victim)
          .containsExactlyInAnyOrder("a", "b", "c");
    }
  }

  @Test
  void strikesInOrderAndLeavesTheStreamABeginningAndAnEnd() {
    assertThat(Strike.schedule(7, 50, 0, VICTIMS, 1_000))
        .extracting(Strike::after)
        .isSorted()
        .allSatisfy(after -> assertThat(after).isBetween(50L, 800L));
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    assertThat(Strike.schedule(7, 5, 2, VICTIMS, 1_000))
        .isEqualTo(Strike.schedule(7, 5, 2, VICTIMS, 1_000))
        .isNotEqualTo(Strike.schedule(8, 5, 2, VICTIMS, 1_000));
  }

  @Test
  void killsAndPausesAsOftenAsAsked() {
    List<Strike> strikes = Strike.schedule(7, 5, 2, VICTIMS, 1_000);

    assertThat(strikes).hasSize(7);
    assertThat(strikes).filteredOn(strike -> strike.blow() == Blow.PAUSE).hasSize(2);
  }
}
