package dev.perennial.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InMemoryIngestTest {

  private static final Command BOUNDARY =
      new Command("b", "glyphs", CommandKind.BOUNDARY, Instant.EPOCH, null, Map.of(), null, null);

  private final List<byte[]> log = new ArrayList<>();

  @Test
  void writesTheLogThatTheTopologyWrites() throws Exception {
    Curriculum curriculum =
        Scenario.parse("classes:5")
            .arrange(
                DataSource.parse("glyphs").load(),
                CurriculumSettings.of("glyphs", 1).withLimit(40));
    try (TopologyFixture topology = new TopologyFixture(IngestSettings.DEFAULTS)) {
      InMemoryIngest ingest =
          new InMemoryIngest(IngestSettings.DEFAULTS, topology.registry, log::add);
      for (Sample sample : curriculum.training()) {
        ingest.accept(sample);
        topology.samples.pipeInput("glyphs".getBytes(), topology.sampleEncoder.encode(sample));
      }
      ingest.accept(BOUNDARY);
      topology.control.pipeInput("glyphs".getBytes(), topology.commandEncoder.encode(BOUNDARY));

      assertThat(log)
          .hasSize(41)
          .containsExactlyElementsOf(topology.experiences.readValuesToList());
      assertThat(ingest.rejected()).isZero();
    }
  }

  @Test
  void countsWhatItRefusesAndWritesNothing() {
    Sample nameless =
        new Sample(
            "",
            "glyphs",
            Instant.EPOCH,
            Tensors.uint8(List.of(1), new byte[1]),
            "0",
            null,
            Split.TRAIN);
    try (TopologyFixture topology = new TopologyFixture(IngestSettings.DEFAULTS)) {
      InMemoryIngest ingest =
          new InMemoryIngest(IngestSettings.DEFAULTS, topology.registry, log::add);
      ingest.accept(nameless);

      assertThat(log).isEmpty();
      assertThat(ingest.rejected()).isEqualTo(1);
    }
  }
}
