package dev.perennial.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.chaos.Vitals.Course;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SoakTest {

  @Test
  void takesWhatGrewByATenthForGrowth() {
    assertThat(grown("broker resident bytes", 500_000_000, 540_000_000)).isEmpty();
    assertThat(grown("broker resident bytes", 500_000_000, 600_000_000))
        .containsExactly("broker resident bytes");
    assertThat(grown("checkpoint bytes", 100_000_000, 90_000_000)).isEmpty();
  }

  @Test
  void letsSmallThingsGrowALittle() {
    assertThat(grown("checkpoint bytes", 1_000, 1_000_000)).isEmpty();
    assertThat(grown("ingest open files", 100, 120)).isEmpty();
    assertThat(grown("ingest open files", 100, 130)).containsExactly("ingest open files");
  }

  @Test
  void takesEveryNewTopicForGrowth() {
    assertThat(grown(Vitals.TOPICS, 20, 20)).isEmpty();
    assertThat(grown(Vitals.TOPICS, 20, 21)).containsExactly(Vitals.TOPICS);
  }

  @Test
  void doesNotJudgeHowMuchWaits() {
    assertThat(grown(Vitals.WAITING, 0, 1_000_000)).isEmpty();
  }

  @Test
  void comparesTheSecondFifthOfTheTimeWithTheLast() {
    // 0 ... 9: the second fifth is 2, 3, the last 8, 9; of two the upper one counts.
    assertThat(Course.of(LongStream.range(0, 10).boxed().toList())).isEqualTo(new Course(3, 9, 9));
    assertThat(Course.of(List.of(100L, 1L, 1L, 1L, 1L))).isEqualTo(new Course(1, 1, 100));
    assertThat(Course.of(List.of(7L))).isEqualTo(new Course(7, 7, 7));
  }

  private static List<String> grown(String name, long early, long late) {
    return new Soak("er", 1, 0, Map.of(name, new Course(early, late, late))).grown();
  }
}
