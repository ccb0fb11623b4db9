package dev.perennial.ingest.topology;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.Rejects;
import dev.perennial.schemas.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Puts the samples and commands of one partition into the one ordered log of their stream, or
 * refuses them. Every record that goes in comes out once: at once as an experience or a reject, or,
 * for a command, when its place comes. Owned by one thread.
 */
final class Sequencer {

  /** Where records go. */
  @FunctionalInterface
  interface Output {
    /** Writes a record. */
    void write(Topic topic, byte @Nullable [] key, byte[] value);
  }

  private final Output output;
  private final RejectLog rejectLog;
  private final StreamLogs logs;
  private final HeldCommands held;
  private final HoldoutSplit split;
  private final Rule<Record<byte[], byte[]>> inputRule;
  private final Rule<Rules.SampleInput> sampleRule;
  private final Rule<Rules.CommandInput> commandRule;
  private final RecordDecoder<Sample> samples;
  private final RecordDecoder<Command> commands;
  private final RecordEncoder<Experience> experiences;
  private final RecordEncoder<Reject> rejects;

  /** A sequencer that goes on where {@code logs} and {@code held} stand. */
  Sequencer(
      IngestSettings settings,
      Registry registry,
      StreamLogs logs,
      HeldCommands held,
      RejectLog rejectLog,
      Output output) {
    this.output = output;
    this.rejectLog = rejectLog;
    this.logs = logs;
    this.held = held;
    this.split = new HoldoutSplit(settings.holdoutShare());
    this.inputRule = Rules.ofInput(settings);
    this.sampleRule = Rules.ofSamples(settings);
    this.commandRule = Rules.ofCommands(settings);
    this.samples = RecordDecoder.of(Topic.SAMPLES, Sample.class, registry);
    this.commands = RecordDecoder.of(Topic.CONTROL, Command.class, registry);
    this.experiences = RecordEncoder.of(Topic.EXPERIENCES, Experience.class, registry);
    this.rejects = RecordEncoder.of(Topic.REJECTS, Reject.class, registry);
  }

  /** Takes the next record of {@code samples}. */
  void sample(Record<byte[], byte[]> record, RecordMetadata from) {
    // An offset may be that of a transaction marker: a command after it stands before this sample.
    release(from.offset() - 1);
    refusalOrSample(record).ifPresent(refusal -> reject(record, from, refusal));
    held.read(from.offset());
    release(from.offset());
  }

  /** Takes the next record of {@code control}. */
  void command(Record<byte[], byte[]> record, RecordMetadata from) {
    refusalOrCommand(record, from).ifPresent(refusal -> reject(record, from, refusal));
  }

  private Optional<Refusal> refusalOrSample(Record<byte[], byte[]> record) {
    Optional<Refusal> unread = inputRule.brokenBy(record);
    if (unread.isPresent()) {
      return unread;
    }
    Sample sample;
    try {
      sample = samples.decode(record.value());
    } catch (WireFormatException e) {
      return Optional.of(refusal(e));
    }
    StreamLog log = logs.of(sample.getStream());
    Rules.SampleInput input = new Rules.SampleInput(record, sample, log, logs);
    Optional<Refusal> refusal = sampleRule.brokenBy(input);
    if (refusal.isEmpty()) {
      logs.open(log);
      logs.named(input.newNames());
      write(log.append(sample, role(sample)), record.key());
    }
    return refusal;
  }

  private Optional<Refusal> refusalOrCommand(Record<byte[], byte[]> record, RecordMetadata from) {
    Optional<Refusal> unread = inputRule.brokenBy(record);
    if (unread.isPresent()) {
      return unread;
    }
    Command command;
    try {
      command = commands.decode(record.value());
    } catch (WireFormatException e) {
      return Optional.of(refusal(e));
    }
    StreamLog log = logs.of(command.getStream());
    Long afterOffset = command.getAfterOffset();
    boolean isDue = afterOffset == null || held.isRead(afterOffset);
    Optional<Refusal> refusal =
        commandRule.brokenBy(
            new Rules.CommandInput(record, command, log, logs, isDue ? 0 : held.count()));
    if (refusal.isEmpty()) {
      logs.open(log);
      if (isDue) {
        write(log.append(command), record.key());
      } else {
        held.hold(new HeldCommands.Place(afterOffset, from.offset()), record.value());
      }
    }
    return refusal;
  }

  private void release(long offset) {
    for (byte[] bytes : held.release(offset)) {
      Command command;
      try {
        command = commands.decode(bytes);
      } catch (WireFormatException e) {
        throw new IllegalStateException("a command that was accepted cannot be read again", e);
      }
      String stream = command.getStream();
      write(logs.of(stream).append(command), stream.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Role role(Sample sample) {
    if (sample.getLabel() == null) {
      return Role.UNLABELLED;
    }
    return switch (sample.getSplit()) {
      case TRAIN -> Role.TRAINING;
      case HOLDOUT -> Role.HOLDOUT;
      case AUTO -> split.holdsOut(sample.getId()) ? Role.HOLDOUT : Role.TRAINING;
    };
  }

  private void write(Experience experience, byte[] key) {
    output.write(Topic.EXPERIENCES, key, experiences.encode(experience));
  }

  private void reject(Record<byte[], byte[]> record, RecordMetadata from, Refusal refusal) {
    Reject reject =
        Rejects.of(
            new Rejects.Place(from.topic(), from.partition(), from.offset()),
            Instant.ofEpochMilli(record.timestamp()),
            record.key(),
            record.value(),
            refusal.reason(),
            refusal.detail());
    rejectLog.add(from, new Refusal(refusal.reason(), reject.getDetail()));
    output.write(Topic.REJECTS, Rejects.keyOf(reject), rejects.encode(reject));
  }

  private static Refusal refusal(WireFormatException e) {
    return new Refusal(e.reason(), e.detail());
  }
}
