package dev.perennial.ingest.topology;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What ingest does, as one page:
 *
 * <pre>
 * samples ─▶ read-samples ─┐               ┌─▶ write-experiences ─▶ experiences
 *                          ├─▶ sequencer ──┤
 * control ─▶ read-control ─┘       │       └─▶ write-rejects ─────▶ rejects
 *                                  └ streams, names, held-commands, offsets
 * </pre>
 *
 * Input is read as bytes and decoded by the sequencer, whose refusal of bytes is a record like any
 * other. Publishers partition by key as Kafka's Java client does, and {@code samples} and {@code
 * control} have equally many partitions, so one task sees all that happens to a stream, and its
 * output is the order.
 *
 * <p>The state is what a restart needs to go on with the same numbers: {@code streams} (next place
 * in the log, format of the tensors), {@code names} (index of each class and task), {@code
 * held-commands} (commands whose place has not come), {@code offsets} (how far samples are read).
 * All of it is small and lives in memory, backed by changelogs; what changes with every record is
 * cached, so that it is written once a transaction.
 *
 * <p>Three things are not here yet, and have their place. <em>Late labels</em>: a third source,
 * {@code labels}, into the sequencer, which joins them by sample id; that topic is not read now.
 * <em>Duplicates</em>: a rule among {@link Rules#ofSamples} over a store of ids. <em>Drift</em>:
 * {@link TaskWindows} name the task of a sample that names none; a detector will name it better.
 */
public final class IngestTopology {

  static final String STREAMS = "streams";
  static final String NAMES = "names";
  static final String HELD_COMMANDS = "held-commands";
  static final String OFFSETS = "offsets";

  private static final String SEQUENCER = "sequencer";

  private IngestTopology() {}

  /**
   * The topology. Pure: connects to nothing; its processors ask {@code registry}, which the caller
   * closes after them, and tell {@code rejectLog} what they refuse.
   */
  public static Topology of(IngestSettings settings, Registry registry, RejectLog rejectLog) {
    Topology topology = new Topology();
    read(topology, Topic.SAMPLES);
    read(topology, Topic.CONTROL);
    topology
        .addProcessor(
            SEQUENCER,
            () -> new SequencerProcessor(settings, registry, rejectLog),
            sourceOf(Topic.SAMPLES),
            sourceOf(Topic.CONTROL))
        .addStateStore(
            store(STREAMS, Serdes.String(), StateSerdes.streamState()).withCachingEnabled(),
            SEQUENCER)
        .addStateStore(store(NAMES, StateSerdes.name(), StateSerdes.index()), SEQUENCER)
        .addStateStore(store(HELD_COMMANDS, StateSerdes.place(), StateSerdes.command()), SEQUENCER)
        .addStateStore(
            store(OFFSETS, Serdes.String(), StateSerdes.offset()).withCachingEnabled(), SEQUENCER);
    write(topology, Topic.EXPERIENCES);
    write(topology, Topic.REJECTS);
    return topology;
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
    // A held command is as large as a record may be.
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), key, value)
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
