package dev.perennial.cli.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StopwatchTest {

  @Test
  void countsFromTheFirstThatIsDoneBeyondTheStart() {
    Stopwatch stopwatch = new Stopwatch(10, Duration.ZERO);

    assertThat(stopwatch.isOver(0)).isFalse();
    assertThat(stopwatch.isOver(10)).isFalse();
    assertThat(stopwatch.isOver(11)).as("one moment is no stretch of time").isFalse();
    assertThat(stopwatch.isOver(11)).as("nothing was seen to be done").isFalse();
    assertThat(stopwatch.isOver(12)).isTrue();
    assertThat(stopwatch.perSecond()).isPositive().isFinite();
  }

  @Test
  void runsForAsLongAsItIsTold() {
    Stopwatch stopwatch = new Stopwatch(0, Duration.ofDays(1));

    assertThat(stopwatch.isOver(1)).isFalse();
    assertThat(stopwatch.isOver(1_000_000)).isFalse();
  }
}
