package dev.perennial.ingest.topology;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.Audit;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.LabelEvent;
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
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Puts the samples, labels and commands of one partition into the one ordered log of their stream,
 * or refuses them. Nothing that goes in is lost: a sample or command becomes an experience or a
 * reject, a label an experience with its sample, or a reject. Owned by one thread.
 */
final class Sequencer {

  /** Where records go. */
  @FunctionalInterface
  interface Output {
    /** Writes a record. */
    void write(Topic topic, byte @Nullable [] key, byte[] value);
  }

  private final IngestSettings settings;
  private final Output output;
  private final RejectLog rejectLog;
  private final StreamLogs logs;
  private final HeldRecords held;
  private final RememberedIds seen;
  private final RememberedIds obeyed;
  private final LateLabels lateLabels;
  private final HoldoutSplit split;
  private final Rule<Record<byte[], byte[]>> inputRule;
  private final Rule<Rules.SampleInput> sampleRule;
  private final Rule<Rules.LabelInput> labelRule;
  private final Rule<Rules.JoinInput> joinRule;
  private final Rule<Rules.CommandInput> commandRule;
  private final RecordDecoder<Sample> samples;
  private final RecordDecoder<LabelEvent> labels;
  private final RecordDecoder<Command> commands;
  private final RecordEncoder<Experience> experiences;
  private final RecordEncoder<Audit> audits;
  private final RecordEncoder<Reject> rejects;

  /** A sequencer that goes on where {@code stores} stand. */
  Sequencer(
      IngestSettings settings,
      Registry registry,
      PartitionStores stores,
      RejectLog rejectLog,
      Output output) {
    this.settings = settings;
    this.output = output;
    this.rejectLog = rejectLog;
    this.logs = new StreamLogs(stores, settings);
    this.held = new HeldRecords(stores.held(), stores.offsets());
    this.seen = new RememberedIds(stores.seen(), settings.rememberedIds());
    this.obeyed = new RememberedIds(stores.commands(), settings.rememberedIds());
    this.lateLabels = new LateLabels(settings.labels(), stores);
    this.split = new HoldoutSplit(settings.holdoutShare());
    this.inputRule = Rules.ofInput(settings.limits());
    this.sampleRule = Rules.ofSamples(settings.limits());
    this.labelRule = Rules.ofLabels(settings.limits());
    this.joinRule = Rules.ofJoins(settings.limits());
    this.commandRule = Rules.ofCommands(settings.limits());
    this.samples = RecordDecoder.of(Topic.SAMPLES, Sample.class, registry);
    this.labels = RecordDecoder.of(Topic.LABELS, LabelEvent.class, registry);
    this.commands = RecordDecoder.of(Topic.CONTROL, Command.class, registry);
    this.experiences = RecordEncoder.of(Topic.EXPERIENCES, Experience.class, registry);
    this.audits = RecordEncoder.of(Topic.AUDITS, Audit.class, registry);
    this.rejects = RecordEncoder.of(Topic.REJECTS, Reject.class, registry);
  }

  /**
   * Writes to the stores what has changed since the last save. A sequencer that is made of them
   * goes on here.
   */
  void save() {
    logs.save();
    held.save();
    seen.save();
    obeyed.save();
    lateLabels.save();
  }

  /** Takes the next record of {@code samples}. */
  void sample(Record<byte[], byte[]> record, RecordMetadata metadata) {
    Origin from = Origin.of(record, metadata);
    // An offset may be that of a transaction marker: what stands after it comes before this sample.
    release(from.offset() - 1, from.partition());
    expire(from);
    refusalOrSample(from).ifPresent(refusal -> reject(from, refusal));
    held.read(from.offset());
    release(from.offset(), from.partition());
  }

  /** Takes the next record of {@code labels}. */
  void label(Record<byte[], byte[]> record, RecordMetadata metadata) {
    Origin from = Origin.of(record, metadata);
    refusalOrLabel(from).ifPresent(refusal -> reject(from, refusal));
  }

  /** Takes the next record of {@code control}. */
  void command(Record<byte[], byte[]> record, RecordMetadata metadata) {
    Origin from = Origin.of(record, metadata);
    refusalOrCommand(from).ifPresent(refusal -> reject(from, refusal));
  }

  private Optional<Refusal> refusalOrSample(Origin from) {
    Record<byte[], byte[]> record = from.record();
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
    SampleName name = new SampleName(sample.getStream(), sample.getId());
    Rules.SampleInput input =
        new Rules.SampleInput(
            record, sample, log, logs, () -> seen.has(name) || lateLabels.awaits(name));
    Optional<Refusal> refusal = sampleRule.brokenBy(input);
    if (refusal.isEmpty()) {
      logs.open(log);
      logs.named(input.newNames());
      seen.add(name);
      accept(log, name, sample, from);
    }
    return refusal;
  }

  private void accept(StreamLog log, SampleName name, Sample sample, Origin from) {
    String label = sample.getLabel();
    if (label != null) {
      write(log.append(sample, split.roleOf(sample, Role.TRAINING), label));
    } else {
      lateLabels.await(
          name,
          new Waiting.ForLabel(
              from.offset(), from.time(), log.next(), log.taskOf(sample), value(from)));
      write(log.append(sample, Role.UNLABELLED, null));
    }
    Optional<Waiting.ForSample> early = lateLabels.early(name);
    if (early.isPresent()) {
      Origin origin = origin(Topic.LABELS, from.partition(), name, early.get());
      join(readAgain(labels, early.get().value().get()), origin)
          .ifPresent(refusal -> reject(origin, refusal));
    }
    dismiss(from.partition());
  }

  private Optional<Refusal> refusalOrLabel(Origin from) {
    Record<byte[], byte[]> record = from.record();
    Optional<Refusal> unread = inputRule.brokenBy(record);
    if (unread.isPresent()) {
      return unread;
    }
    LabelEvent label;
    try {
      label = labels.decode(record.value());
    } catch (WireFormatException e) {
      return Optional.of(refusal(e));
    }
    Long afterOffset = label.getAfterOffset();
    boolean isDue = afterOffset == null || held.isRead(afterOffset);
    boolean isFull = !isDue && held.labelBytes() > settings.labels().maxWaitingBytes();
    int before = isDue ? 0 : held.count(HeldRecords.Kind.LABEL);
    Optional<Refusal> refusal =
        labelRule.brokenBy(new Rules.LabelInput(record, label, lateLabels.isOn(), before, isFull));
    if (refusal.isPresent()) {
      return refusal;
    }
    if (isDue) {
      expire(from);
      return join(label, from);
    }
    hold(afterOffset, HeldRecords.Kind.LABEL, from);
    return Optional.empty();
  }

  /** Joins a label whose place in the log is here. */
  private Optional<Refusal> join(LabelEvent label, Origin from) {
    SampleName name = new SampleName(label.getStream(), label.getSampleId());
    if (!lateLabels.awaits(name)) {
      return holdOrRefuse(name, from);
    }
    StreamLog log = logs.of(label.getStream());
    Rules.JoinInput input = new Rules.JoinInput(label, log, logs);
    Optional<Refusal> refusal = joinRule.brokenBy(input);
    if (refusal.isEmpty()) {
      Waiting.ForLabel waited = lateLabels.take(name).orElseThrow();
      Sample sample = readAgain(samples, waited.value().get());
      logs.named(input.newNames());
      write(log.append(sample, split.roleOf(sample, Role.LATE), label.getLabel(), waited));
    }
    return refusal;
  }

  private Optional<Refusal> holdOrRefuse(SampleName name, Origin from) {
    if (lateLabels.isTooLateFor(name)) {
      return Optional.of(
          new Refusal(
              "label-too-late",
              "sample %s waits no longer for its label: it was forgotten, or did so for %s"
                  .formatted(name.id(), lateLabels.limits())));
    }
    if (seen.has(name) || lateLabels.holds(name)) {
      return Optional.of(
          new Refusal("label-repeated", "sample %s has a label already".formatted(name.id())));
    }
    lateLabels.hold(name, new Waiting.ForSample(from.offset(), from.time(), value(from)));
    dismiss(from.partition());
    return Optional.empty();
  }

  private void expire(Origin from) {
    lateLabels.advance(from.time());
    dismiss(from.partition());
  }

  /** Rejects what has waited in vain. */
  private void dismiss(int partition) {
    for (var left = lateLabels.unlabelled(); left.isPresent(); left = lateLabels.unlabelled()) {
      reject(
          origin(Topic.SAMPLES, partition, left.get().name(), left.get().waiting()),
          new Refusal(
              "label-missing",
              "no label came for sample %s: it waits for %s"
                  .formatted(left.get().name().id(), lateLabels.limits())));
    }
    for (var left = lateLabels.unclaimed(); left.isPresent(); left = lateLabels.unclaimed()) {
      reject(
          origin(Topic.LABELS, partition, left.get().name(), left.get().waiting()),
          new Refusal(
              "sample-missing",
              "no sample %s came for its label: it waits for %s"
                  .formatted(left.get().name().id(), lateLabels.limits())));
    }
  }

  private Optional<Refusal> refusalOrCommand(Origin from) {
    Record<byte[], byte[]> record = from.record();
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
    SampleName name = new SampleName(command.getStream(), command.getId());
    Long afterOffset = command.getAfterOffset();
    boolean isDue = afterOffset == null || held.isRead(afterOffset);
    int before = isDue ? 0 : held.count(HeldRecords.Kind.COMMAND);
    Optional<Refusal> refusal =
        commandRule.brokenBy(
            new Rules.CommandInput(record, command, log, logs, before, () -> obeyed.has(name)));
    if (refusal.isEmpty()) {
      logs.open(log);
      obeyed.add(name);
      if (isDue) {
        accept(log, command);
      } else {
        hold(afterOffset, HeldRecords.Kind.COMMAND, from);
      }
    }
    return refusal;
  }

  private void accept(StreamLog log, Command command) {
    Experience experience = log.append(command);
    write(experience);
    // What is forgotten must not be learned when its label comes.
    ForgottenIds.of(command)
        .forEach(id -> lateLabels.forget(new SampleName(command.getStream(), id)));
    if (command.getKind() == CommandKind.CHANGE) {
      TaskNaming.Change change = log.change(command);
      Audit audit =
          new Audit(
              command.getStream(),
              null,
              command.getId(),
              command.getKind(),
              command.getParameters(),
              command.getPrincipal(),
              command.getEventTime(),
              experience.getSequence(),
              null,
              change.obeyed(),
              change.effect());
      output.write(Topic.AUDITS, key(command.getStream()), audits.encode(audit));
    }
  }

  private void hold(long afterOffset, HeldRecords.Kind kind, Origin from) {
    held.hold(
        new HeldRecords.Place(afterOffset, kind, from.offset()),
        new HeldRecords.Held(from.time(), value(from)));
  }

  /** Puts into the log what stands after the samples up to an offset. */
  private void release(long offset, int partition) {
    for (HeldRecords.Due due : held.release(offset)) {
      switch (due.place().kind()) {
        case LABEL -> releaseLabel(due, partition);
        case COMMAND -> {
          Command command = readAgain(commands, due.held().value().get());
          accept(logs.of(command.getStream()), command);
        }
      }
    }
  }

  private void releaseLabel(HeldRecords.Due due, int partition) {
    LabelEvent label = readAgain(labels, due.held().value().get());
    Origin from =
        new Origin(
            Topic.LABELS.topicName(),
            partition,
            due.place().offset(),
            new Record<>(key(label.getStream()), due.held().value().get(), due.held().time()));
    expire(from);
    join(label, from).ifPresent(refusal -> reject(from, refusal));
  }

  private void write(Experience experience) {
    output.write(Topic.EXPERIENCES, key(experience.getStream()), experiences.encode(experience));
  }

  private void reject(Origin from, Refusal refusal) {
    Reject reject =
        Rejects.of(
            new Rejects.Place(from.topic(), from.partition(), from.offset()),
            Instant.ofEpochMilli(from.time()),
            from.record().key(),
            from.record().value(),
            refusal.reason(),
            refusal.detail());
    rejectLog.add(from, new Refusal(refusal.reason(), reject.getDetail()));
    output.write(Topic.REJECTS, Rejects.keyOf(reject), rejects.encode(reject));
  }

  private static Origin origin(Topic topic, int partition, SampleName name, Waiting waiting) {
    return new Origin(
        topic.topicName(),
        partition,
        waiting.offset(),
        new Record<>(key(name.stream()), waiting.value().get(), waiting.time()));
  }

  /** A key that was accepted is the stream's name, and so is every key that is written. */
  private static byte[] key(String stream) {
    return stream.getBytes(StandardCharsets.UTF_8);
  }

  private static Bytes value(Origin accepted) {
    return Bytes.wrap(accepted.record().value());
  }

  private static <T extends SpecificRecord> T readAgain(RecordDecoder<T> decoder, byte[] value) {
    try {
      return decoder.decode(value);
    } catch (WireFormatException e) {
      throw new IllegalStateException("what was accepted cannot be read again", e);
    }
  }

  private static Refusal refusal(WireFormatException e) {
    return new Refusal(e.reason(), e.detail());
  }
}
