package dev.perennial.ingest.topology;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.LabelSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What ingest does, as one page:
 *
 * <pre>
 * samples ─▶ read-samples ─┐               ┌─▶ write-experiences ─▶ experiences
 * labels ──▶ read-labels ──┼─▶ sequencer ──┼─▶ write-rejects ─────▶ rejects
 * control ─▶ read-control ─┘               └─▶ write-audits ──────▶ audits
 * </pre>
 *
 * Input is read as bytes and decoded by the sequencer, whose refusal of bytes is a record like any
 * other. Publishers partition by key as Kafka's Java client does, and {@code samples}, {@code
 * labels} and {@code control} have equally many partitions, so one task sees all that happens to a
 * stream, and its output is the order.
 *
 * <p>The state is that of {@link PartitionStores}. All of it is bounded and lives in memory, backed
 * by changelogs, but for the samples that wait for their labels, which may be kept in RocksDB. What
 * changes with every record is written once a transaction: {@link CommitHook} says when.
 */
public final class IngestTopology {

  private static final String SEQUENCER = "sequencer";

  private IngestTopology() {}

  /**
   * The topology. Pure: connects to nothing; its processors ask {@code registry}, which the caller
   * closes after them, and tell {@code rejectLog} what they refuse.
   */
  public static Topology of(IngestSettings settings, Registry registry, RejectLog rejectLog) {
    Topology topology = new Topology();
    read(topology, Topic.SAMPLES);
    read(topology, Topic.LABELS);
    read(topology, Topic.CONTROL);
    topology.addProcessor(
        SEQUENCER,
        () -> new SequencerProcessor(settings, registry, rejectLog),
        sourceOf(Topic.SAMPLES),
        sourceOf(Topic.LABELS),
        sourceOf(Topic.CONTROL));
    stores(settings.labels().store()).forEach(store -> topology.addStateStore(store, SEQUENCER));
    write(topology, Topic.EXPERIENCES);
    write(topology, Topic.REJECTS);
    write(topology, Topic.AUDITS);
    return topology;
  }

  private static List<StoreBuilder<?>> stores(LabelSettings.Store waiting) {
    return List.of(
        store(PartitionStores.STREAMS, Serdes.String(), StateSerdes.streamState()),
        store(PartitionStores.NAMES, StateSerdes.name(), StateSerdes.index()),
        store(PartitionStores.REGIMES, Serdes.String(), StateSerdes.regimes()),
        store(PartitionStores.HELD, StateSerdes.place(), StateSerdes.held()),
        store(PartitionStores.OFFSETS, Serdes.String(), StateSerdes.offset()),
        store(
            waiting == LabelSettings.Store.ROCKSDB
                ? Stores.persistentKeyValueStore(PartitionStores.UNLABELLED)
                : Stores.inMemoryKeyValueStore(PartitionStores.UNLABELLED),
            StateSerdes.sampleName(),
            StateSerdes.unlabelled()),
        store(PartitionStores.EARLY, StateSerdes.sampleName(), StateSerdes.early()),
        store(PartitionStores.SEEN, StateSerdes.number(), StateSerdes.block()),
        store(PartitionStores.COMMANDS, StateSerdes.number(), StateSerdes.block()),
        store(PartitionStores.EXPIRED, StateSerdes.number(), StateSerdes.block()),
        CommitHook.builder(PartitionStores.HOOK));
  }

  private static void read(Topology topology, Topic topic) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        sourceOf(topic),
        new RecordTime(),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic.topicName());
  }

  private static void write(Topology topology, Topic topic) {
    topology.addSink(
        sinkOf(topic),
        topic.topicName(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        SEQUENCER);
  }

  private static <K, V> StoreBuilder<KeyValueStore<K, V>> store(
      String name, Serde<K> key, Serde<V> value) {
    return store(Stores.inMemoryKeyValueStore(name), key, value);
  }

  private static <K, V> StoreBuilder<KeyValueStore<K, V>> store(
      KeyValueBytesStoreSupplier kept, Serde<K> key, Serde<V> value) {
    // A sample that waits is as large as a record may be.
    return Stores.keyValueStoreBuilder(kept, key, value)
        .withLoggingEnabled(
            Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Topic.MAX_OUTPUT_BYTES)));
  }

  static String sourceOf(Topic topic) {
    return "read-" + topic.topicName();
  }

  static String sinkOf(Topic topic) {
    return "write-" + topic.topicName();
  }
}
