package dev.perennial.ingest.topology;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Connects a {@link Sequencer} to Kafka Streams. Whenever the partition is taken over, a new
 * sequencer is made from the restored stores, so nothing outlives them. Owned by a stream thread.
 */
final class SequencerProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private final IngestSettings settings;
  private final Registry registry;
  private final RejectLog rejectLog;
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable Sequencer sequencer;

  /** A processor that is idle until {@link #init}. */
  SequencerProcessor(IngestSettings settings, Registry registry, RejectLog rejectLog) {
    this.settings = settings;
    this.registry = registry;
    this.rejectLog = rejectLog;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    Sequencer opened =
        new Sequencer(
            settings,
            registry,
            PartitionStores.of(context::getStateStore),
            rejectLog,
            (topic, key, value) ->
                context.forward(
                    // Headers stay behind: they are no part of the contract.
                    new Record<>(key, value, context.currentSystemTimeMs()),
                    IngestTopology.sinkOf(topic)));
    CommitHook hook = context.getStateStore(PartitionStores.HOOK);
    hook.call(opened::save);
    this.sequencer = opened;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Sequencer into = Objects.requireNonNull(sequencer, "init comes before process");
    RecordMetadata from = Objects.requireNonNull(context).recordMetadata().orElseThrow();
    switch (Topic.named(from.topic()).orElseThrow()) {
      case SAMPLES -> into.sample(record, from);
      case LABELS -> into.label(record, from);
      case CONTROL -> into.command(record, from);
      default -> throw new IllegalStateException("ingest does not read topic " + from.topic());
    }
  }
}
