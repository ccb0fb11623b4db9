package dev.perennial.ingest.topology;

import static dev.perennial.ingest.topology.PartitionFixture.boundary;
import static dev.perennial.ingest.topology.PartitionFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.Audit;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.settings.SettingsFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The tasks of samples that name none. */
class TaskNamingTest {

  @Nested
  class ByCount {

    @Test
    void areWindowsOfTheStreamsLog() {
      PartitionFixture partition = ruled("count:2", 10_000);
      for (int i = 0; i < 5; i++) {
        partition.sample(i, sample("s", "" + i).build());
      }
      partition.sample(5, sample("t", "x").build());

      assertThat(tasks(partition, "s"))
          .containsExactly("window-0", "window-0", "window-1", "window-1", "window-2");
      assertThat(tasks(partition, "t")).containsExactly("window-0");
    }

    @Test
    void countCommandsToo() {
      PartitionFixture partition = ruled("count:2", 10_000);
      partition.sample(0, sample("s", "a").build());
      partition.command(0, boundary("s", "c").build());
      partition.sample(1, sample("s", "b").build());

      assertThat(tasks(partition, "s")).containsExactly("window-0", "window-1");
    }

    @Test
    void haveALastOneWithoutAnEnd() {
      PartitionFixture partition = ruled("count:1", 3);
      for (int i = 0; i < 5; i++) {
        partition.sample(i, sample("s", "" + i).build());
      }

      assertThat(tasks(partition, "s"))
          .containsExactly("window-0", "window-1", "window-2", "window-2", "window-2");
    }

    @Test
    void areNotBegunByACommand() {
      PartitionFixture partition = ruled("count:10", 10_000);
      partition.command(0, change("c").build());

      assertThat(partition.audits).extracting(Audit::getObeyed).containsExactly(false);
      assertThat(partition.audits.get(0).getEffect())
          .isEqualTo("the stream's tasks are windows, which no command begins");
    }
  }

  @Nested
  class ByTime {

    @Test
    void areWindowsOfEventTime() {
      PartitionFixture partition = ruled("time:PT1H", 10_000);
      at(partition, 0, "2026-03-01T10:00:00Z");
      at(partition, 1, "2026-03-01T10:59:59.999Z");
      at(partition, 2, "2026-03-01T11:00:00Z");
      at(partition, 3, "2026-03-01T10:30:00Z");
      at(partition, 4, "1969-12-31T23:59:59Z");

      assertThat(tasks(partition, "s"))
          .containsExactly(
              "from-2026-03-01T10:00:00Z",
              "from-2026-03-01T10:00:00Z",
              "from-2026-03-01T11:00:00Z",
              "from-2026-03-01T10:00:00Z",
              "from-1969-12-31T23:00:00Z");
    }

    @Test
    void shareOneWhenThereAreAsManyAsMay() {
      PartitionFixture partition = ruled("time:PT1H", 2);
      at(partition, 0, "2026-03-01T10:00:00Z");
      at(partition, 1, "2026-03-01T11:00:00Z");
      at(partition, 2, "2026-03-01T12:00:00Z");
      at(partition, 3, "2026-03-01T10:10:00Z");

      assertThat(tasks(partition, "s"))
          .containsExactly(
              "from-2026-03-01T10:00:00Z",
              "other-times",
              "other-times",
              "from-2026-03-01T10:00:00Z");
      assertThat(partition.rejects).isEmpty();
    }

    @Test
    void areThereForTheFarthestTimes() {
      PartitionFixture partition = ruled("time:PT1H", 10);
      for (long millis : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
        partition.sample(
            millis < 0 ? 0 : 1,
            sample("s", "" + millis).setEventTime(Instant.ofEpochMilli(millis)).build());
      }

      assertThat(partition.experiences).hasSize(2);
    }

    private void at(PartitionFixture partition, long offset, String time) {
      partition.sample(offset, sample("s", "" + offset).setEventTime(Instant.parse(time)).build());
    }
  }

  @Nested
  class ByChange {

    private final PartitionFixture partition = ruled("change", 3);

    @Test
    void beginWhereACommandStands() {
      partition.sample(0, sample("s", "a").build());
      partition.command(0, change("c").build());
      partition.sample(1, sample("s", "b").build());
      partition.sample(2, sample("s", "named").setTask("mine").build());
      partition.restart();
      partition.sample(3, sample("s", "d").build());
      partition.sample(4, sample("t", "e").build());

      assertThat(tasks(partition, "s")).containsExactly("default", "regime-1", "mine", "regime-1");
      assertThat(tasks(partition, "t")).containsExactly("default");
    }

    @Test
    void areNamedByTheCommandAndReturn() {
      partition.command(0, change("c").setParameters(Map.of("task", "winter")).build());
      partition.sample(0, sample("s", "a").build());
      partition.command(1, change("d").setParameters(Map.of("task", "default")).build());
      partition.sample(1, sample("s", "b").build());
      partition.command(2, change("e").setParameters(Map.of("task", "winter")).build());
      partition.sample(2, sample("s", "c").build());

      assertThat(tasks(partition, "s")).containsExactly("winter", "default", "winter");
    }

    @Test
    void leaveARecordOfWhoBeganThem() {
      partition.sample(0, sample("s", "a").build());
      partition.command(
          0, change("c").setPrincipal("ada").setParameters(Map.of("task", "winter")).build());

      assertThat(partition.audits)
          .containsExactly(
              new Audit(
                  "s",
                  null,
                  "c",
                  CommandKind.CHANGE,
                  Map.of("task", "winter"),
                  "ada",
                  PartitionFixture.EVENT_TIME,
                  1L,
                  null,
                  true,
                  "from here on samples that name no task belong to winter"));
    }

    @Test
    void shareOneWhenThereAreAsManyAsMay() {
      for (int i = 0; i < 6; i++) {
        partition.sample(i, sample("s", "" + i).build());
        partition.command(i, change("c" + i).build());
      }

      assertThat(tasks(partition, "s"))
          .containsExactly(
              "default",
              "regime-1",
              "other-regimes",
              "other-regimes",
              "other-regimes",
              "other-regimes");
      assertThat(partition.rejects).isEmpty();
    }

    @Test
    void areNotBegunByWhatLearnersCouldNotTake() {
      for (Map<String, String> wrong :
          List.of(
              Map.of("task", ""), Map.of("task", "n".repeat(1_025)), Map.of("tsak", "winter"))) {
        partition.command(0, change("c" + wrong.hashCode()).setParameters(wrong).build());
      }
      partition.sample(0, sample("s", "a").build());

      assertThat(tasks(partition, "s")).containsExactly("default");
      assertThat(partition.audits)
          .extracting(Audit::getEffect)
          .containsExactly(
              "a task's name must have 1 to 1024 characters: 0",
              "a task's name must have 1 to 1024 characters: 1025",
              "CHANGE takes no parameter but task: [tsak]");
    }

    @Test
    void areNamedByNoMoreCommandsThanARecordOfStateHolds() {
      PartitionFixture many = ruled("change", 10_000);
      for (int i = 0; i <= 1_000; i++) {
        many.command(i, change("c" + i).setParameters(Map.of("task", "task-" + i)).build());
      }

      assertThat(many.audits.get(999).getObeyed()).isTrue();
      assertThat(many.audits.get(1_000).getEffect())
          .isEqualTo("commands must name at most 1000 tasks");
    }

    @Test
    void doNotBeginTwice() {
      partition.command(0, change("c").setParameters(Map.of("task", "default")).build());

      assertThat(partition.audits.get(0).getObeyed()).isFalse();
      assertThat(partition.audits.get(0).getEffect())
          .isEqualTo("the stream's task is default already");
    }
  }

  @Nested
  class ByDetection {

    private final PartitionFixture partition = new PartitionFixture(settings());
    private long offset;

    @Test
    void beginWhereTheFeaturesChangeAndReturn() {
      seasons();

      List<String> seen = tasks(partition, "s");
      // Two thousand samples a season; a change is found within one.
      assertThat(seen.subList(0, 2_000)).containsOnly("regime-0");
      assertThat(seen.get(3_999)).isEqualTo("regime-1");
      assertThat(seen.get(5_999)).isEqualTo("regime-0");
      assertThat(seen.stream().distinct()).containsExactly("regime-0", "regime-1");
    }

    @Test
    void beginAtTheSamePlacesHoweverOftenIngestRestarts() {
      seasons();
      List<String> whole = tasks(partition, "s");
      partition.experiences.clear();
      PartitionFixture restarted = new PartitionFixture(settings());
      offset = 0;
      for (int i = 0; i < 6_000; i++) {
        restarted.sample(offset++, seasonal(i));
        if (i % 37 == 0) {
          restarted.restart();
        }
      }

      assertThat(tasks(restarted, "s")).isEqualTo(whole);
    }

    @Test
    void doNotBeginForWhatIsOnlyForScoring() {
      for (int i = 0; i < 3_000; i++) {
        partition.sample(
            offset++,
            Sample.newBuilder(seasonal(i / 1_500 * 2_000))
                .setId("h" + i)
                .setSplit(Split.HOLDOUT)
                .build());
      }

      assertThat(tasks(partition, "s")).containsOnly("regime-0");
    }

    @Test
    void areBegunByACommandToo() {
      partition.command(0, change("early").build());
      for (int i = 0; i < 10; i++) {
        partition.sample(offset++, seasonal(i));
      }
      partition.command(1, change("c").setParameters(Map.of("task", "winter")).build());
      partition.restart();
      partition.sample(offset++, seasonal(10));

      assertThat(partition.lastExample().getTask().getName()).isEqualTo("winter");
      assertThat(partition.audits).extracting(Audit::getObeyed).containsExactly(false, true);
      assertThat(partition.audits.get(0).getEffect())
          .isEqualTo("the stream has had too few samples since its task began: regime-0");
    }

    private void seasons() {
      for (int i = 0; i < 6_000; i++) {
        partition.sample(offset++, seasonal(i));
      }
    }

    private static IngestSettings settings() {
      return SettingsFile.parse(
              "ingest: {holdoutShare: 0, tasks: {'*': detect}, drift: {window: 100, sameBelow:"
                  + " 0.05}}",
              name -> null)
          .section("ingest", IngestSettings.class, IngestSettings.DEFAULTS);
    }

    /** Three numbers around 0, of the second two thousand samples around 3. */
    private static Sample seasonal(int i) {
      Random random = new Random(i * 0x9e3779b97f4a7c15L);
      float mean = i / 2_000 % 2 == 0 ? 0 : 3;
      return sample("s", "" + i)
          .setFeatures(
              Tensors.float32(
                  List.of(3),
                  mean + (float) random.nextGaussian(),
                  mean + (float) random.nextGaussian(),
                  mean + (float) random.nextGaussian()))
          .build();
    }
  }

  static Command.Builder change(String id) {
    return boundary("s", id).setKind(CommandKind.CHANGE);
  }

  private static PartitionFixture ruled(String rule, int most) {
    return new PartitionFixture(
        SettingsFile.parse(
                "ingest: {holdoutShare: 0, tasks: {'*': '%s'}, limits: {maxTasks: %d}}"
                    .formatted(rule, most),
                name -> null)
            .section("ingest", IngestSettings.class, IngestSettings.DEFAULTS));
  }

  private static List<String> tasks(PartitionFixture partition, String stream) {
    return partition.experiences.stream()
        .filter(experience -> experience.getStream().equals(stream))
        .map(Experience::getBody)
        .filter(Example.class::isInstance)
        .map(body -> ((Example) body).getTask().getName())
        .toList();
  }
}
