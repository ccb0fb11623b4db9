package dev.perennial.ingest.topology;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Ingest without Kafka: samples, labels and commands in, the log of experiences out, by the same
 * sequencer and the same rules as the application, as if one partition held all of them in the
 * order given. Nothing is kept when the process ends. Owned by one thread.
 */
public final class InMemoryIngest {

  private final RecordEncoder<Sample> samples;
  private final RecordEncoder<LabelEvent> labels;
  private final RecordEncoder<Command> commands;
  private final RejectLog rejectLog = new RejectLog();
  private final Sequencer sequencer;
  private long nextSample;
  private long nextLabel;
  private long nextCommand;

  /** Where a record was read from. */
  private record From(String topic, int partition, long offset) implements RecordMetadata {}

  /**
   * An ingest that has read nothing.
   *
   * @param registry knows the schemas of samples, commands, experiences and rejects
   * @param log receives each experience in the wire format, at once
   */
  public InMemoryIngest(IngestSettings settings, Registry registry, Consumer<byte[]> log) {
    this.samples = RecordEncoder.of(Topic.SAMPLES, Sample.class, registry);
    this.labels = RecordEncoder.of(Topic.LABELS, LabelEvent.class, registry);
    this.commands = RecordEncoder.of(Topic.CONTROL, Command.class, registry);
    this.sequencer =
        new Sequencer(
            settings,
            registry,
            PartitionStores.of(MemoryStore::new),
            rejectLog,
            (topic, key, value) -> {
              if (topic == Topic.EXPERIENCES) {
                log.accept(value);
              }
            });
  }

  /** Takes the next sample; one that breaks a rule is counted and goes nowhere. */
  public void accept(Sample sample) {
    sequencer.sample(
        record(sample.getStream(), sample.getEventTime().toEpochMilli(), samples.encode(sample)),
        new From(Topic.SAMPLES.topicName(), 0, nextSample++));
  }

  /** Takes the next label; it stands behind the samples taken so far unless it says otherwise. */
  public void accept(LabelEvent label) {
    sequencer.label(
        record(label.getStream(), label.getEventTime().toEpochMilli(), labels.encode(label)),
        new From(Topic.LABELS.topicName(), 0, nextLabel++));
  }

  /** Takes the next command; it stands behind the samples taken so far unless it says otherwise. */
  public void accept(Command command) {
    sequencer.command(
        record(
            command.getStream(), command.getEventTime().toEpochMilli(), commands.encode(command)),
        new From(Topic.CONTROL.topicName(), 0, nextCommand++));
  }

  /** How many samples, labels and commands were refused. */
  public long rejected() {
    return rejectLog.counts().values().stream().mapToLong(Long::longValue).sum();
  }

  private static Record<byte[], byte[]> record(String stream, long timestamp, byte[] value) {
    return new Record<>(stream.getBytes(StandardCharsets.UTF_8), value, Math.max(0, timestamp));
  }
}
