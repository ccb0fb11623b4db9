package dev.perennial.ingest.topology;

import static dev.perennial.ingest.topology.PartitionFixture.boundary;
import static dev.perennial.ingest.topology.PartitionFixture.bytes;
import static dev.perennial.ingest.topology.PartitionFixture.label;
import static dev.perennial.ingest.topology.PartitionFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.ingest.IngestLimits;
import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.weather.BadWeather;
import dev.perennial.schemas.weather.RawRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spoilt samples and commands, with good ones of another stream in between. */
class BadWeatherTest {

  private static final IngestLimits LIMITS = IngestSettings.DEFAULTS.limits();

  private static final String GOOD = "good";

  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = Topic.class,
      names = {"SAMPLES", "LABELS", "CONTROL"})
  void everyRecordIsAcceptedOrRejectedAndTheGoodStreamIsAsItWouldBe(Topic topic) {
    survives(topic, 10_000);
  }

  @Tag("soak")
  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = Topic.class,
      names = {"SAMPLES", "LABELS", "CONTROL"})
  void everyOneOfAHundredThousandRecordsIsAcceptedOrRejected(Topic topic) {
    survives(topic, 100_000);
  }

  private static void survives(Topic topic, int spoilt) {
    Run fair = new Run(topic, spoilt, false);
    Run foul = new Run(topic, spoilt, true);

    // A sample after every 50th, a command after every 1000th.
    assertThat(fair.goodEntries).hasSize(spoilt * 21 / 1_000);
    assertThat(foul.goodEntries.equals(fair.goodEntries))
        .as("the good stream's log is the same, byte by byte")
        .isTrue();
    if (topic == Topic.SAMPLES) {
      // Labels that the weather leaves whole are of samples that never come, and whole commands
      // come
      // once.
      assertThat(foul.accepted).isGreaterThan(spoilt / 40);
    }
    assertThat(foul.rejected).isGreaterThan(spoilt / 2);
    assertThat(foul.reasons.keySet())
        .contains(
            topic.topicName() + "/not-avro",
            topic.topicName() + "/not-wire-format",
            topic.topicName() + "/unknown-schema",
            topic.topicName() + "/incompatible-schema",
            topic.topicName() + "/missing-value",
            topic.topicName() + "/missing-key",
            topic.topicName() + "/key-differs",
            topic.topicName() + "/long-id");
    assertThat(foul.streams).isLessThanOrEqualTo(LIMITS.maxStreams());
    assertThat(foul.names).isLessThanOrEqualTo(LIMITS.maxNames());
    assertThat(foul.held)
        .isLessThanOrEqualTo(
            topic == Topic.LABELS ? LIMITS.maxHeldLabels() : LIMITS.maxHeldCommands());
  }

  /** One partition through a day of it, and what is left of it. */
  private static final class Run {
    final List<List<Byte>> goodEntries = new ArrayList<>();
    final Map<String, Long> reasons;
    final long streams;
    final long names;
    long accepted;
    long rejected;
    long held;

    private final TopologyFixture ingest;

    Run(Topic topic, int records, boolean isFoul) {
      try (TopologyFixture fixture = new TopologyFixture(IngestSettings.DEFAULTS)) {
        ingest = fixture;
        BadWeather weather = weather(topic, fixture);
        for (int i = 0; i < records; i++) {
          if (i % 50 == 0) {
            pipe(Topic.SAMPLES, good(fixture.sampleEncoder.encode(goodSample(i))));
          }
          if (i % 1_000 == 0) {
            pipe(
                Topic.CONTROL,
                good(fixture.commandEncoder.encode(boundary(GOOD, "c" + i).build())));
          }
          if (isFoul) {
            pipe(topic, weather.next());
          }
        }
        reasons = fixture.rejectLog.counts();
        streams = entries(PartitionStores.STREAMS);
        names = entries(PartitionStores.NAMES);
      }
    }

    private static Sample goodSample(int i) {
      return sample(GOOD, "id-" + i).setLabel("l" + i / 50 % 10).setTask("t" + i / 20_000).build();
    }

    private static RawRecord good(byte[] value) {
      return new RawRecord("good", bytes(GOOD), value, List.of());
    }

    /** Every record comes out once, unless it waits for its place or its sample. */
    private void pipe(Topic topic, RawRecord record) {
      TestInputTopic<byte[], byte[]> input =
          switch (topic) {
            case SAMPLES -> ingest.samples;
            case LABELS -> ingest.labels;
            default -> ingest.control;
          };
      input.pipeInput(
          new TestRecord<>(
              record.key, record.value, new RecordHeaders(record.headers), Instant.EPOCH));
      List<byte[]> refused = ingest.rejects.readValuesToList();
      var entries = ingest.experiences.readKeyValuesToList();
      long heldNow = entries(PartitionStores.HELD) + entries(PartitionStores.EARLY);
      assertThat(entries.size() + refused.size() + heldNow - held).as(record.kind).isEqualTo(1);
      held = heldNow;
      rejected += refused.size();
      accepted += entries.size();
      for (var entry : entries) {
        if (Arrays.equals(entry.key, bytes(GOOD))) {
          goodEntries.add(listed(entry.value));
        }
      }
    }

    private long entries(String store) {
      return ingest.driver.getKeyValueStore(store).approximateNumEntries();
    }
  }

  private static List<Byte> listed(byte[] bytes) {
    return IntStream.range(0, bytes.length).mapToObj(i -> bytes[i]).toList();
  }

  private static BadWeather weather(Topic topic, TopologyFixture ingest) {
    List<String> keys = List.of("hail-0", "hail-1", "hail-2", "hail-3");
    List<byte[]> values = new ArrayList<>();
    for (String key : keys) {
      values.add(
          switch (topic) {
            case SAMPLES -> ingest.sampleEncoder.encode(sample(key, "id").setTask("task").build());
            case LABELS -> ingest.labelEncoder.encode(label(key, "id", "l").build());
            default -> ingest.commandEncoder.encode(boundary(key, "id").setAfterOffset(7L).build());
          });
    }
    return new BadWeather(topic, ingest.registry, keys, values, 1);
  }

  @Test
  void aFloodOfNamesIsHeldBackByTheLimits() {
    flood(150_000);
  }

  @Test
  @Tag("soak")
  void aFloodOfAMillionNamesIsHeldBackByTheLimits() {
    flood(1_000_000);
  }

  private static void flood(int names) {
    IngestSettings settings = IngestSettings.DEFAULTS;
    PartitionFixture partition = new PartitionFixture(settings);
    int streams = 20;
    for (int i = 0; i < names; i++) {
      partition.sample(i, sample("s" + i % streams, "id-" + i).setLabel("label-" + i).build());
      partition.experiences.clear();
      partition.rejects.clear();
    }
    // The task that samples without one have is a name of each stream too.
    int labels = settings.limits().maxNames() - streams;
    assertThat(partition.rejectLog.counts())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("samples/too-many-names", (long) names - labels));
    partition.sample(names, sample("s7", "known").setLabel("label-7").build());
    assertThat(partition.log("s7")).containsExactly("known");
  }

  @Test
  void aFloodOfNamesInOneStreamLeavesRoomForTheOthers() {
    PartitionFixture partition = new PartitionFixture(IngestSettings.DEFAULTS);
    for (int i = 0; i < 20_000; i++) {
      partition.sample(i, sample("flood", "id-" + i).setLabel("label-" + i).build());
    }
    partition.sample(20_000, sample("other", "id").setLabel("new").build());

    assertThat(partition.experiences).hasSize(10_001);
    assertThat(partition.rejectLog.counts())
        .containsExactly(Map.entry("samples/too-many-classes", 10_000L));
    assertThat(partition.log("other")).containsExactly("id");
  }
}
