package dev.perennial.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.chaos.Strike.Blow;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrikeTest {

  private static final List<String> VICTIMS = List.of("a", "b", "c");

  @Test
  void strikesEveryVictimBeforeItStrikesOneAgain() {
    List<Strike> strikes = schedule(7, new Blows(9, 0, 0, 0));

    for (int round = 0; round < 3; round++) {
      assertThat(strikes.subList(3 * round, 3 * round + 3))
          .extracting(Strike::victim)
          .containsExactlyInAnyOrder("a", "b", "c");
    }
  }

  @Test
  void strikesInOrderAndLeavesTheStreamABeginningAndAnEnd() {
    assertThat(schedule(7, new Blows(50, 0, 0, 0)))
        .extracting(Strike::after)
        .isSorted()
        .allSatisfy(after -> assertThat(after).isBetween(50L, 800L));
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    assertThat(schedule(7, new Blows(5, 2, 0, 0)))
        .isEqualTo(schedule(7, new Blows(5, 2, 0, 0)))
        .isNotEqualTo(schedule(8, new Blows(5, 2, 0, 0)));
  }

  @Test
  void killsAndPausesAsOftenAsAsked() {
    List<Strike> strikes = schedule(7, new Blows(5, 2, 0, 0));

    assertThat(strikes).hasSize(7);
    assertThat(strikes).filteredOn(strike -> strike.blow() == Blow.PAUSE).hasSize(2);
  }

  @Test
  void fillsTheDiskAndDamagesCheckpointsBesides() {
    List<Strike> strikes = schedule(7, new Blows(5, 2, 3, 4));

    assertThat(strikes).extracting(Strike::after).isSorted();
    assertThat(strikes)
        .filteredOn(strike -> strike.blow() == Blow.FILL)
        .hasSize(3)
        .allSatisfy(strike -> assertThat(strike.victim()).isEqualTo(Strike.DISK));
    assertThat(strikes)
        .filteredOn(strike -> strike.blow() == Blow.DAMAGE)
        .hasSize(4)
        .allSatisfy(strike -> assertThat(strike.victim()).isEqualTo("manager"));
    assertThat(strikes)
        .filteredOn(strike -> VICTIMS.contains(strike.victim()))
        .isEqualTo(schedule(7, new Blows(5, 2, 0, 0)));
  }

  private static List<Strike> schedule(long seed, Blows blows) {
    return Strike.schedule(seed, blows, VICTIMS, "manager", 1_000);
  }
}
