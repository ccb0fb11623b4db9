package dev.perennial.cli.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmsTest {

  @Test
  void takesTheFirstAlarmBehindAChangeAsTheOneThatFindsIt() {
    Alarms alarms = new Alarms(1_000, 0);
    alarms.raise(999);
    alarms.raise(1_020);
    alarms.raise(1_050);

    assertThat(alarms.delay()).hasValue(20);
    assertThat(alarms.wrong()).isEqualTo(2);
  }

  @Test
  void passesOverFurtherAlarmsInATransition() {
    Alarms alarms = new Alarms(1_000, 100);
    alarms.raise(899);
    alarms.raise(900);
    alarms.raise(1_100);
    alarms.raise(1_101);

    assertThat(alarms.delay()).hasValue(-100);
    assertThat(alarms.wrong()).isEqualTo(2);
  }

  @Test
  void takesNoAlarmForTheChangeThatComesTooLate() {
    Alarms inTime = new Alarms(1_000, 0);
    inTime.raise(3_000);
    Alarms late = new Alarms(1_000, 0);
    late.raise(3_001);

    assertThat(inTime.delay()).hasValue(2_000);
    assertThat(late.delay()).isEmpty();
    assertThat(late.wrong()).isEqualTo(1);
  }

  @Test
  void talliesTheMedianTheMissedAndTheFalse() {
    Tally tally = new Tally();
    for (int delay : new int[] {10, 30, 500}) {
      Alarms alarms = new Alarms(1_000, 0);
      alarms.raise(500);
      alarms.raise(1_000 + delay);
      tally.add(alarms, 2_000);
    }
    tally.add(new Alarms(1_000, 0), 2_000);

    // Three false alarms in 8,000 records are 3.75 in 10,000.
    assertThat(tally).hasToString("30 1 3.8");
  }

  @Test
  void talliesWhichRegimesWereNewAndWhichWereKnown() {
    RegimeTally tally = new RegimeTally();
    tally.add(List.of(0, 1, 0, 2, 1));
    tally.add(List.of(0, 1, 2, 2, 0));

    // Of the second, C is the regime that A came back as; neither A nor B was known again.
    assertThat(tally).hasToString("4/4 2/4 3.0");
  }
}
