package dev.perennial.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.cli.cluster.Member.Role;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {

  private static final Member BROKER = Member.of("broker", Role.BROKER, List.of("java", "Kafka"));

  private static final Plan PLAN =
      new Plan("h:1", "http://h:2", "http://h:3", "http://h:4", List.of(BROKER));

  @TempDir Path directory;

  @Test
  void isReadAsItWasWritten() {
    PLAN.write(directory);
    assertThat(Plan.in(directory)).isEqualTo(PLAN);

    Plan started = PLAN.with(BROKER.as(ProcessHandle.current()));
    started.write(directory);
    assertThat(Plan.in(directory)).isEqualTo(started);
  }

  @Test
  void knowsAProcessThatLives() {
    assertThat(BROKER.process()).isEmpty();
    assertThat(BROKER.as(ProcessHandle.current()).process()).contains(ProcessHandle.current());
  }

  @Test
  void takesNoStrangerWithTheSameIdForItsProcess() {
    Member earlier =
        new Member("broker", Role.BROKER, List.of(), ProcessHandle.current().pid(), 1L);

    assertThat(earlier.process()).isEmpty();
  }

  @Test
  void namesTheMembersThatThereAre() {
    assertThatThrownBy(() -> PLAN.and(Member.of("ingest", Role.INGEST, List.of())).member("ingets"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("NAME must be one of broker, ingest: ingets");
  }

  @Test
  void saysThatADirectoryHoldsNoCluster() throws Exception {
    assertThatThrownBy(() -> Plan.in(directory))
        .hasMessageContaining("--directory holds no cluster");

    Files.writeString(directory.resolve("cluster.json"), "{\"members\": []}");
    assertThatThrownBy(() -> Plan.in(directory)).hasMessageContaining("of another version");
  }
}
