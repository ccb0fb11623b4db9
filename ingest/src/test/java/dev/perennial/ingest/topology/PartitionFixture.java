package dev.perennial.ingest.topology;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.Audit;
import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** One partition with its real stores, so that a test names every offset and may restart it. */
final class PartitionFixture {

  static final int PARTITION = 3;
  static final long RECORD_TIME = 1_700_000_000_000L;
  static final Instant EVENT_TIME = Instant.ofEpochMilli(1_600_000_000_000L);

  private record From(String topic, int partition, long offset) implements RecordMetadata {}

  final Registry registry = Registry.at(RegistrySettings.at("mock://" + UUID.randomUUID()));
  final List<Experience> experiences = new ArrayList<>();
  final List<Audit> audits = new ArrayList<>();
  final List<Reject> rejects = new ArrayList<>();

  /** When the broker files the records that come. */
  long now = RECORD_TIME;

  private final IngestSettings settings;
  private final PartitionStores stores =
      new PartitionStores(
          store(PartitionStores.STREAMS, Serdes.String(), StateSerdes.streamState()),
          store(PartitionStores.NAMES, StateSerdes.name(), StateSerdes.index()),
          store(PartitionStores.REGIMES, Serdes.String(), StateSerdes.regimes()),
          store(PartitionStores.HELD, StateSerdes.place(), StateSerdes.held()),
          store(PartitionStores.OFFSETS, Serdes.String(), StateSerdes.offset()),
          store(PartitionStores.UNLABELLED, StateSerdes.sampleName(), StateSerdes.unlabelled()),
          store(PartitionStores.EARLY, StateSerdes.sampleName(), StateSerdes.early()),
          store(PartitionStores.SEEN, StateSerdes.number(), StateSerdes.block()),
          store(PartitionStores.COMMANDS, StateSerdes.number(), StateSerdes.block()),
          store(PartitionStores.EXPIRED, StateSerdes.number(), StateSerdes.block()));
  private final RecordEncoder<Sample> sampleEncoder =
      RecordEncoder.of(Topic.SAMPLES, Sample.class, registry);
  private final RecordEncoder<LabelEvent> labelEncoder =
      RecordEncoder.of(Topic.LABELS, LabelEvent.class, registry);
  private final RecordEncoder<Command> commandEncoder =
      RecordEncoder.of(Topic.CONTROL, Command.class, registry);
  private final RecordDecoder<Experience> experienceDecoder =
      RecordDecoder.of(Topic.EXPERIENCES, Experience.class, registry);
  private final RecordDecoder<Audit> auditDecoder =
      RecordDecoder.of(Topic.AUDITS, Audit.class, registry);
  private final RecordDecoder<Reject> rejectDecoder =
      RecordDecoder.of(Topic.REJECTS, Reject.class, registry);
  final RejectLog rejectLog = new RejectLog();
  private Sequencer sequencer;

  PartitionFixture(IngestSettings settings) {
    this.settings = settings;
    restart();
  }

  /** Forgets everything that is not in the stores. */
  void restart() {
    if (sequencer != null) {
      sequencer.save();
    }
    sequencer = new Sequencer(settings, registry, stores, rejectLog, this::write);
  }

  void sample(long offset, Sample sample) {
    sampleBytes(offset, bytes(sample.getStream()), sampleEncoder.encode(sample));
  }

  void sampleBytes(long offset, byte[] key, byte[] value) {
    sequencer.sample(
        new Record<>(key, value, now), new From(Topic.SAMPLES.topicName(), PARTITION, offset));
  }

  void label(long offset, LabelEvent label) {
    labelBytes(offset, bytes(label.getStream()), labelEncoder.encode(label));
  }

  void labelBytes(long offset, byte[] key, byte[] value) {
    sequencer.label(
        new Record<>(key, value, now), new From(Topic.LABELS.topicName(), PARTITION, offset));
  }

  void command(long offset, Command command) {
    commandBytes(offset, bytes(command.getStream()), commandEncoder.encode(command));
  }

  void commandBytes(long offset, byte[] key, byte[] value) {
    sequencer.command(
        new Record<>(key, value, now), new From(Topic.CONTROL.topicName(), PARTITION, offset));
  }

  byte[] encoded(Sample sample) {
    return sampleEncoder.encode(sample);
  }

  byte[] encoded(Command command) {
    return commandEncoder.encode(command);
  }

  /** The ids of what is in a stream's log, in its order. */
  List<String> log(String stream) {
    return experiences.stream()
        .filter(experience -> experience.getStream().equals(stream))
        .map(PartitionFixture::id)
        .toList();
  }

  Example lastExample() {
    return (Example) experiences.get(experiences.size() - 1).getBody();
  }

  static String id(Experience experience) {
    return experience.getBody() instanceof Example example
        ? example.getId()
        : ((Command) experience.getBody()).getId();
  }

  static String text(ClassLabel label) {
    return label.getIndex() + " " + label.getName();
  }

  static Sample.Builder sample(String stream, String id) {
    return Sample.newBuilder()
        .setStream(stream)
        .setId(id)
        .setEventTime(EVENT_TIME)
        .setFeatures(Tensors.uint8(List.of(2, 2), new byte[] {1, 2, 3, 4}))
        .setLabel("zero")
        .setSplit(Split.TRAIN);
  }

  static LabelEvent.Builder label(String stream, String id, String label) {
    return LabelEvent.newBuilder()
        .setStream(stream)
        .setSampleId(id)
        .setLabel(label)
        .setEventTime(EVENT_TIME);
  }

  static Command.Builder boundary(String stream, String id) {
    return Command.newBuilder()
        .setStream(stream)
        .setId(id)
        .setKind(CommandKind.BOUNDARY)
        .setEventTime(EVENT_TIME)
        .setParameters(Map.of());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void write(Topic topic, byte[] key, byte[] value) {
    try {
      switch (topic) {
        case EXPERIENCES -> experiences.add(experienceDecoder.decode(value));
        case AUDITS -> audits.add(auditDecoder.decode(value));
        case REJECTS -> rejects.add(rejectDecoder.decode(value));
        default -> throw new AssertionError("ingest does not write " + topic);
      }
    } catch (WireFormatException e) {
      throw new AssertionError("what ingest writes must be readable", e);
    }
  }

  private static <K, V> KeyValueStore<K, V> store(String name, Serde<K> key, Serde<V> value) {
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    KeyValueStore<K, V> store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), key, value)
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
