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
import dev.perennial.schemas.settings.SettingsFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    void areNoMoreThanMay() {
      partition.sample(0, sample("s", "a").build());
      for (String id : List.of("c", "d", "e")) {
        partition.command(0, change(id).build());
      }
      partition.sample(1, sample("s", "b").build());

      assertThat(tasks(partition, "s")).containsExactly("default", "regime-2");
      assertThat(partition.audits).extracting(Audit::getObeyed).containsExactly(true, true, false);
      assertThat(partition.audits.get(2).getEffect())
          .isEqualTo("a stream must have at most 3 tasks: regime-3");
    }

    @Test
    void doNotBeginTwice() {
      partition.command(0, change("c").setParameters(Map.of("task", "default")).build());

      assertThat(partition.audits.get(0).getObeyed()).isFalse();
      assertThat(partition.audits.get(0).getEffect())
          .isEqualTo("the stream's task is default already");
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
