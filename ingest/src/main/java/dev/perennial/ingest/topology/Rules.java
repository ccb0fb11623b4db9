package dev.perennial.ingest.topology;

import dev.perennial.ingest.IngestLimits;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be wrong with input, in the order it is looked at; the first broken rule is
 * the reason of the reject. Between {@link #ofInput} and the others stands decoding, with the
 * reasons of {@link dev.perennial.schemas.wire.WireFormatException}.
 *
 * <p>All rules are looked at before anything changes, so what is refused leaves no trace: no class,
 * no task, no stream, no number.
 */
final class Rules {

  /** A sample, the record it came as, its stream's log, and what the partition holds. */
  record SampleInput(
      Record<byte[], byte[]> record,
      Sample sample,
      StreamLog log,
      StreamLogs logs,
      BooleanSupplier isSeen) {

    /** How many of its names are new. */
    int newNames() {
      String label = sample.getLabel();
      int classes = label == null || log.classes().has(label) ? 0 : 1;
      return classes + (log.tasks().has(log.taskOf(sample)) ? 0 : 1);
    }
  }

  /**
   * A label, the record it came as, whether labels are joined, and how many labels are held if it
   * must be too.
   */
  record LabelInput(
      Record<byte[], byte[]> record, LabelEvent label, boolean isOn, int held, boolean isFull) {}

  /** A label whose sample waits for it, its stream's log, and what the partition holds. */
  record JoinInput(LabelEvent label, StreamLog log, StreamLogs logs) {

    /** How many of its names are new. */
    int newNames() {
      return log.classes().has(label.getLabel()) ? 0 : 1;
    }
  }

  /** A command, the record it came as, its stream's log, and what the partition holds. */
  record CommandInput(
      Record<byte[], byte[]> record,
      Command command,
      StreamLog log,
      StreamLogs logs,
      int held,
      BooleanSupplier isObeyed) {}

  private Rules() {}

  /** What holds for the bytes of every record, before they are decoded. */
  static Rule<Record<byte[], byte[]>> ofInput(IngestLimits limits) {
    return Rule.firstOf(
        List.of(
            Rule.of("missing-value", in -> in.value() == null, in -> "a record must have a value"),
            Rule.of(
                "too-large",
                in -> in.value().length > limits.maxRecordBytes(),
                in ->
                    "a value must have at most %d bytes: %d"
                        .formatted(limits.maxRecordBytes(), in.value().length))));
  }

  /** What holds for a sample. */
  static Rule<SampleInput> ofSamples(IngestLimits limits) {
    return Rule.firstOf(
        List.of(
            key(in -> in.record, in -> in.sample.getStream()),
            notEmpty("stream", in -> in.sample.getStream()),
            notEmpty("id", in -> in.sample.getId()),
            notEmpty("label", in -> in.sample.getLabel()),
            notEmpty("task", in -> in.sample.getTask()),
            notLong("stream", limits, in -> in.sample.getStream()),
            notLong("id", limits, in -> in.sample.getId()),
            notLong("label", limits, in -> in.sample.getLabel()),
            notLong("task", limits, in -> in.sample.getTask()),
            Rule.of(
                "duplicate",
                in -> in.isSeen.getAsBoolean(),
                in -> "a sample must have an id of its own: " + in.sample.getId()),
            Rule.of(
                "too-many-dimensions",
                in -> in.sample.getFeatures().getShape().size() > Tensors.MOST_DIMENSIONS,
                in ->
                    "a shape must have at most %d dimensions: %d"
                        .formatted(
                            Tensors.MOST_DIMENSIONS, in.sample.getFeatures().getShape().size())),
            in ->
                Tensors.faultOf(in.sample.getFeatures())
                    .map(fault -> new Refusal(fault.reason(), fault.detail())),
            Rule.of(
                "holdout-without-label",
                in -> in.sample.getSplit() == Split.HOLDOUT && in.sample.getLabel() == null,
                in -> "a hold-out sample must have a label: " + in.sample.getId()),
            roomForStream(limits, in -> in.log, in -> in.logs),
            Rule.of(
                "shape-differs",
                in -> !in.log.accepts(in.sample.getFeatures()),
                in ->
                    "a sample must be like its stream's first, %s: %s"
                        .formatted(in.log.formatText(), Format.of(in.sample.getFeatures()))),
            roomForClass(limits, in -> in.log, in -> in.sample.getLabel()),
            Rule.of(
                "too-many-tasks",
                in -> in.log.tasks().isFullFor(in.log.taskOf(in.sample), limits.maxTasks()),
                in ->
                    "a stream must have at most %d tasks: %s"
                        .formatted(limits.maxTasks(), in.log.taskOf(in.sample))),
            roomForNames(limits, in -> in.logs.names() + in.newNames())));
  }

  /** What holds for a label. */
  static Rule<LabelInput> ofLabels(IngestLimits limits) {
    return Rule.firstOf(
        List.of(
            Rule.of(
                "large-label",
                in -> in.record.value().length > limits.maxCommandBytes(),
                in ->
                    "a label must have at most %d bytes: %d"
                        .formatted(limits.maxCommandBytes(), in.record.value().length)),
            key(in -> in.record, in -> in.label.getStream()),
            notEmpty("stream", in -> in.label.getStream()),
            notEmpty("id", in -> in.label.getSampleId()),
            notEmpty("label", in -> in.label.getLabel()),
            notLong("stream", limits, in -> in.label.getStream()),
            notLong("id", limits, in -> in.label.getSampleId()),
            notLong("label", limits, in -> in.label.getLabel()),
            Rule.of(
                "labels-off",
                in -> !in.isOn,
                in ->
                    "labels are not joined, as labels.patience is PT0S: " + in.label.getSampleId()),
            notNegative(in -> in.label.getAfterOffset()),
            Rule.of(
                "too-many-labels",
                in -> in.isFull || in.held >= limits.maxHeldLabels(),
                in ->
                    "a partition must hold back at most %d labels"
                        .formatted(limits.maxHeldLabels()))));
  }

  /** What holds for a label whose sample waits for it. */
  static Rule<JoinInput> ofJoins(IngestLimits limits) {
    return Rule.firstOf(
        List.of(
            roomForClass(limits, in -> in.log, in -> in.label.getLabel()),
            roomForNames(limits, in -> in.logs.names() + in.newNames())));
  }

  /** What holds for a command. */
  static Rule<CommandInput> ofCommands(IngestLimits limits) {
    return Rule.firstOf(
        List.of(
            Rule.of(
                "large-command",
                in -> in.record.value().length > limits.maxCommandBytes(),
                in ->
                    "a command must have at most %d bytes: %d"
                        .formatted(limits.maxCommandBytes(), in.record.value().length)),
            key(in -> in.record, in -> in.command.getStream()),
            notEmpty("stream", in -> in.command.getStream()),
            notEmpty("id", in -> in.command.getId()),
            notLong("stream", limits, in -> in.command.getStream()),
            notLong("id", limits, in -> in.command.getId()),
            Rule.of(
                "duplicate",
                in -> in.isObeyed.getAsBoolean(),
                in -> "a command must have an id of its own: " + in.command.getId()),
            Rule.of(
                "unknown-kind",
                in -> in.command.getKind() == CommandKind.UNKNOWN,
                in -> "the kind of command %s is not known".formatted(in.command.getId())),
            notNegative(in -> in.command.getAfterOffset()),
            roomForStream(limits, in -> in.log, in -> in.logs),
            Rule.of(
                "too-many-commands",
                in -> in.held >= limits.maxHeldCommands(),
                in ->
                    "a partition must hold back at most %d commands"
                        .formatted(limits.maxHeldCommands()))));
  }

  private static <T> Rule<T> key(
      Function<T, Record<byte[], byte[]>> record, Function<T, String> stream) {
    return Rule.firstOf(
        List.of(
            Rule.of(
                "missing-key",
                in -> record.apply(in).key() == null,
                in -> "a record's key must be its stream: " + stream.apply(in)),
            Rule.of(
                "key-differs",
                in -> !text(record.apply(in).key()).equals(stream.apply(in)),
                in ->
                    "a record's key must be its stream %s: %s"
                        .formatted(stream.apply(in), text(record.apply(in).key())))));
  }

  private static <T> Rule<T> notNegative(Function<T, @Nullable Long> afterOffset) {
    return Rule.of(
        "negative-offset",
        in -> {
          Long offset = afterOffset.apply(in);
          return offset != null && offset < 0;
        },
        in -> "afterOffset must be at least 0: " + afterOffset.apply(in));
  }

  private static <T> Rule<T> roomForStream(
      IngestLimits limits, Function<T, StreamLog> log, Function<T, StreamLogs> logs) {
    return Rule.of(
        "too-many-streams",
        in -> log.apply(in).isNew() && logs.apply(in).count() >= limits.maxStreams(),
        in -> "a partition must have at most %d streams".formatted(limits.maxStreams()));
  }

  private static <T> Rule<T> roomForClass(
      IngestLimits limits, Function<T, StreamLog> log, Function<T, @Nullable String> label) {
    return Rule.of(
        "too-many-classes",
        in -> log.apply(in).classes().isFullFor(label.apply(in), limits.maxClasses()),
        in ->
            "a stream must have at most %d classes: %s"
                .formatted(limits.maxClasses(), label.apply(in)));
  }

  private static <T> Rule<T> roomForNames(IngestLimits limits, ToIntFunction<T> names) {
    return Rule.of(
        "too-many-names",
        in -> names.applyAsInt(in) > limits.maxNames(),
        in -> "a partition must have at most %d classes and tasks".formatted(limits.maxNames()));
  }

  private static String text(byte[] key) {
    return new String(key, StandardCharsets.UTF_8);
  }

  private static <T> Rule<T> notEmpty(String what, Function<T, @Nullable String> name) {
    return Rule.of(
        "empty-" + what,
        in -> {
          String text = name.apply(in);
          return text != null && text.isEmpty();
        },
        in -> what + " must not be empty");
  }

  private static <T> Rule<T> notLong(
      String what, IngestLimits limits, Function<T, @Nullable String> name) {
    return Rule.of(
        "long-" + what,
        in -> {
          String text = name.apply(in);
          return text != null && text.length() > limits.maxNameLength();
        },
        in -> "%s must have at most %d characters".formatted(what, limits.maxNameLength()));
  }
}
