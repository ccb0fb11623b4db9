package dev.perennial.ingest.topology;

import static dev.perennial.ingest.topology.PartitionFixture.bytes;
import static dev.perennial.ingest.topology.PartitionFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Sample;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestTopologyTest {

  private final TopologyFixture ingest = new TopologyFixture(IngestSettings.DEFAULTS);

  @AfterEach
  void close() {
    ingest.close();
  }

  @Test
  void namesEveryPartItself() {
    TopologyDescription described =
        IngestTopology.of(IngestSettings.DEFAULTS, ingest.registry, ingest.rejectLog).describe();

    assertThat(described.subtopologies()).hasSize(1);
    assertThat(described.subtopologies().iterator().next().nodes())
        .extracting(TopologyDescription.Node::name)
        .containsExactlyInAnyOrder(
            "read-samples",
            "read-labels",
            "read-control",
            "sequencer",
            "write-experiences",
            "write-rejects",
            "write-audits");
  }

  @Test
  void doesNotCarryHeaders() {
    var headers = new RecordHeaders().add("h", new byte[100_000]);
    byte[] accepted = ingest.sampleEncoder.encode(sample("s", "a").build());
    ingest.samples.pipeInput(new TestRecord<>(bytes("s"), accepted, headers, Instant.EPOCH));
    ingest.samples.pipeInput(new TestRecord<>(bytes("s"), bytes("?"), headers, Instant.EPOCH));

    assertThat(ingest.experiences.readRecord().headers()).isEmpty();
    assertThat(ingest.rejects.readRecord().headers()).isEmpty();
  }

  @Test
  void writesExperiencesWithTheStreamAsKey() {
    ingest.samples.pipeInput(
        new TestRecord<>(
            bytes("s"),
            ingest.sampleEncoder.encode(sample("s", "a").build()),
            PartitionFixture.EVENT_TIME.plusSeconds(5)));

    TestRecord<byte[], byte[]> written = ingest.experiences.readRecord();
    assertThat(written.key()).isEqualTo(bytes("s"));
  }

  @Test
  void keepsInItsChangelogsEverythingARestartNeeds() {
    accept(sample("s", "1").setLabel("b"));
    accept(sample("s", "2").setLabel("a"));

    assertThat(ingest.output("perennial-ingest-names-changelog").readKeyValuesToList())
        .extracting(entry -> StateSerdes.name().deserializer().deserialize("", entry.key))
        .containsExactly(
            new Name("s", Name.Kind.TASK, "default"),
            new Name("s", Name.Kind.CLASS, "b"),
            new Name("s", Name.Kind.CLASS, "a"));
    assertThat(ingest.output("perennial-ingest-streams-changelog").readValuesToList())
        .last()
        .extracting(value -> StateSerdes.streamState().deserializer().deserialize("", value))
        .isEqualTo(
            new StreamState(
                2, 2, 1, Optional.of(Format.of(sample("s", "3").build().getFeatures()))));
    assertThat(
            ingest.output("perennial-ingest-offsets-changelog").readKeyValuesToList().stream()
                .filter(entry -> Arrays.equals(entry.key, bytes(HeldRecords.SAMPLES)))
                .map(entry -> StateSerdes.offset().deserializer().deserialize("", entry.value)))
        .last()
        .isEqualTo(1L);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void answersEveryRecordOnceHoweverBroken(long seed) {
    Random random = new Random(seed);
    List<byte[]> refusedValues = new ArrayList<>();
    int records = 2_000;
    for (int i = 0; i < records; i++) {
      Sample whole =
          sample("s" + random.nextInt(3), "id-" + i).setLabel("l" + random.nextInt(12)).build();
      byte[] key = bytes(whole.getStream());
      byte[] value = ingest.sampleEncoder.encode(whole);
      byte[] sent = random.nextInt(4) == 0 ? value : mutated(value, random);
      ingest.samples.pipeInput(random.nextInt(20) == 0 ? mutated(key, random) : key, sent);
      refusedValues.add(sent);
    }

    List<Experience> experiences = ingest.readExperiences();
    List<Reject> rejects = ingest.readRejects();
    assertThat(experiences.size() + rejects.size()).isEqualTo(records);
    assertThat(experiences).hasSizeGreaterThan(records / 5);
    assertThat(rejects).hasSizeGreaterThan(records / 5);
    for (Reject reject : rejects) {
      assertThat(reject.getValue())
          .isEqualTo(ByteBuffer.wrap(refusedValues.get((int) reject.getOffset())));
    }
    Map<String, Long> next = new HashMap<>();
    for (Experience experience : experiences) {
      long expected = next.merge(experience.getStream(), 1L, Long::sum) - 1;
      assertThat(experience.getSequence()).isEqualTo(expected);
    }
  }

  private void accept(Sample.Builder sample) {
    ingest.samples.pipeInput(
        bytes(sample.getStream()), ingest.sampleEncoder.encode(sample.build()));
  }

  private static byte[] mutated(byte[] whole, Random random) {
    byte[] broken = whole.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        int at = random.nextInt(broken.length);
        broken[at] ^= (byte) (1 << random.nextInt(8));
      }
      case 1 -> broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      case 2 -> broken = Arrays.copyOf(broken, random.nextInt(broken.length + 1));
      default -> broken = Arrays.copyOf(broken, broken.length + 1 + random.nextInt(9));
    }
    return broken;
  }
}
