package dev.perennial.ingest.web;

import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.TensorFault;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.topic.Topic;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one kind of record looks like in JSON, and what must hold for it whatever its stream is
 * like: what a stream's first sample and its limits say, ingest looks at. Pure.
 *
 * @param <T> the class of the record
 */
interface Intake<T extends SpecificRecord> {

  /** Where the records go. */
  Topic topic();

  /** Their class. */
  Class<T> type();

  /**
   * The record that a JSON object states.
   *
   * @param now what an event time that is not given is
   * @throws RefusedException if it states none
   * @throws IOException if it is more than a reader of JSON takes
   */
  T parse(Json object, String stream, Instant now) throws IOException, RefusedException;

  /**
   * Looks at a record, whichever way it came.
   *
   * @throws RefusedException if it breaks a rule
   */
  void check(T value, String stream) throws RefusedException;

  /** Samples. */
  final class Samples implements Intake<Sample> {

    private static final Set<String> FIELDS =
        Set.of("id", "stream", "eventTime", "features", "label", "task", "split");

    @Override
    public Topic topic() {
      return Topic.SAMPLES;
    }

    @Override
    public Class<Sample> type() {
      return Sample.class;
    }

    @Override
    public Sample parse(Json object, String stream, Instant now)
        throws IOException, RefusedException {
      Fields fields = Fields.of(object, FIELDS);
      return new Sample(
          fields.requiredText("id"),
          fields.text("stream").orElse(stream),
          fields.time("eventTime", now),
          Features.of(
              fields
                  .any("features")
                  .orElseThrow(
                      () -> new RefusedException("missing-features", "features must be given"))),
          fields.text("label").orElse(null),
          fields.text("task").orElse(null),
          fields.word("split", Split.class, Split.AUTO));
    }

    @Override
    public void check(Sample sample, String stream) throws RefusedException {
      requireStream(sample.getStream(), stream);
      requireName("id", sample.getId());
      requireName("label", sample.getLabel());
      requireName("task", sample.getTask());
      if (sample.getFeatures().getShape().size() > Tensors.MOST_DIMENSIONS) {
        throw new RefusedException(
            "too-many-dimensions",
            "a shape must have at most %d dimensions: %d"
                .formatted(Tensors.MOST_DIMENSIONS, sample.getFeatures().getShape().size()));
      }
      Optional<TensorFault> fault = Tensors.faultOf(sample.getFeatures());
      if (fault.isPresent()) {
        throw new RefusedException(fault.get().reason(), fault.get().detail());
      }
      if (sample.getSplit() == Split.HOLDOUT && sample.getLabel() == null) {
        throw new RefusedException(
            "holdout-without-label", "a hold-out sample must have a label: " + sample.getId());
      }
    }
  }

  /** Labels that come after their samples. */
  final class Labels implements Intake<LabelEvent> {

    private static final Set<String> FIELDS =
        Set.of("stream", "sampleId", "label", "eventTime", "afterOffset");

    @Override
    public Topic topic() {
      return Topic.LABELS;
    }

    @Override
    public Class<LabelEvent> type() {
      return LabelEvent.class;
    }

    @Override
    public LabelEvent parse(Json object, String stream, Instant now)
        throws IOException, RefusedException {
      Fields fields = Fields.of(object, FIELDS);
      return new LabelEvent(
          fields.text("stream").orElse(stream),
          fields.requiredText("sampleId"),
          fields.requiredText("label"),
          fields.time("eventTime", now),
          orNull(fields.whole("afterOffset")));
    }

    @Override
    public void check(LabelEvent label, String stream) throws RefusedException {
      requireStream(label.getStream(), stream);
      requireName("id", label.getSampleId());
      requireName("label", label.getLabel());
      requireOffset(label.getAfterOffset());
    }
  }

  /** Commands. */
  final class Commands implements Intake<Command> {

    private static final Set<String> FIELDS =
        Set.of(
            "id",
            "stream",
            "kind",
            "eventTime",
            "afterOffset",
            "parameters",
            "principal",
            "learner");

    @Override
    public Topic topic() {
      return Topic.CONTROL;
    }

    @Override
    public Class<Command> type() {
      return Command.class;
    }

    @Override
    public Command parse(Json object, String stream, Instant now)
        throws IOException, RefusedException {
      Fields fields = Fields.of(object, FIELDS);
      return new Command(
          fields.requiredText("id"),
          fields.text("stream").orElse(stream),
          fields.word("kind", CommandKind.class, CommandKind.UNKNOWN),
          fields.time("eventTime", now),
          orNull(fields.whole("afterOffset")),
          fields.texts("parameters"),
          fields.text("principal").orElse(null),
          fields.text("learner").orElse(null));
    }

    @Override
    public void check(Command command, String stream) throws RefusedException {
      requireStream(command.getStream(), stream);
      requireName("id", command.getId());
      requireName("learner", command.getLearner());
      requireName("principal", command.getPrincipal());
      requireOffset(command.getAfterOffset());
      if (command.getKind() == CommandKind.UNKNOWN) {
        throw new RefusedException(
            "unknown-kind", "the kind of command %s is not known".formatted(command.getId()));
      }
    }
  }

  private static @Nullable Long orNull(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }

  private static void requireStream(String stated, String stream) throws RefusedException {
    if (!stated.equals(stream)) {
      throw new RefusedException(
          "stream-differs",
          "a record's stream must be that of the path, %s: \"%s\"".formatted(stream, stated));
    }
    requireName("stream", stated);
  }

  private static void requireName(String what, @Nullable String name) throws RefusedException {
    if (name == null) {
      return;
    }
    if (name.isEmpty()) {
      throw new RefusedException("empty-" + what, what + " must not be empty");
    }
    if (name.length() > Topic.LONGEST_NAME) {
      throw new RefusedException(
          "long-" + what,
          "%s must have at most %d characters: %d"
              .formatted(what, Topic.LONGEST_NAME, name.length()));
    }
  }

  private static void requireOffset(@Nullable Long offset) throws RefusedException {
    if (offset != null && offset < 0) {
      throw new RefusedException("negative-offset", "afterOffset must be at least 0: " + offset);
    }
  }
}
