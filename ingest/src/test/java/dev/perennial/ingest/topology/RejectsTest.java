package dev.perennial.ingest.topology;

import static dev.perennial.ingest.topology.PartitionFixture.boundary;
import static dev.perennial.ingest.topology.PartitionFixture.bytes;
import static dev.perennial.ingest.topology.PartitionFixture.label;
import static dev.perennial.ingest.topology.PartitionFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensor;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reason there is, each with the whole reject. */
class RejectsTest {

  private static final int MAX_RECORD_BYTES = 8_000;
  private static final int MAX_COMMAND_BYTES = 4_000;

  /** Both of stream s's classes and tasks, and one task of stream t. */
  private static final int MAX_NAMES = 5;

  private static final Instant WRITTEN = Instant.ofEpochMilli(1_700_000_000_123L);

  private final TopologyFixture ingest =
      new TopologyFixture(
          SettingsFile.parse(
                  """
                  ingest:
                    applicationId: ingest
                    limits:
                      maxRecordBytes: %d
                      maxStreams: 2
                      maxClasses: 2
                      maxTasks: 2
                      maxNames: %d
                      maxHeldCommands: 2
                      maxHeldLabels: 1
                      maxCommandBytes: %d
                  """
                      .formatted(MAX_RECORD_BYTES, MAX_NAMES, MAX_COMMAND_BYTES),
                  name -> null)
              .section("ingest", IngestSettings.class, IngestSettings.DEFAULTS));

  /** A record that breaks one rule. {@code key} null is none. */
  private record Case(
      String reason, String detail, String key, Function<TopologyFixture, byte[]> value) {
    @Override
    public String toString() {
      return reason + ": " + detail;
    }
  }

  @AfterEach
  void close() {
    ingest.close();
  }

  static Stream<Case> samples() {
    String name1025 = "n".repeat(1_025);
    return Stream.of(
        raw("missing-value", "a record must have a value", null),
        raw("too-large", "a value must have at most 8000 bytes: 8001", new byte[8_001]),
        raw("not-wire-format", "a value needs at least 5 bytes: 4", new byte[4]),
        raw("not-wire-format", "the first byte must be 0: 1", new byte[] {1, 0, 0, 0, 1, 0}),
        raw(
            "unknown-schema",
            "the registry knows no schema with id 99999",
            ByteBuffer.allocate(6).put((byte) 0).putInt(99_999).array()),
        raw(
            "unknown-schema",
            "the registry knows no schema with id -1",
            ByteBuffer.allocate(6).put((byte) 0).putInt(-1).array()),
        new Case(
            "incompatible-schema",
            "is dev.perennial.schemas.Command, the topic carries dev.perennial.schemas.Sample",
            "s",
            fixture -> fixture.commandEncoder.encode(boundary("s", "c").build())),
        new Case(
            "incompatible-schema",
            "cannot be read as dev.perennial.schemas.Sample",
            "s",
            RejectsTest::ofForeignSchema),
        new Case(
            "not-avro",
            "the body is no Sample",
            "s",
            fixture -> {
              byte[] whole = fixture.sampleEncoder.encode(sample("s", "a").build());
              return Arrays.copyOf(whole, whole.length - 3);
            }),
        new Case(
            "not-avro",
            "bytes follow the record",
            "s",
            fixture -> {
              byte[] whole = fixture.sampleEncoder.encode(sample("s", "a").build());
              return Arrays.copyOf(whole, whole.length + 1);
            }),
        of("missing-key", "a record's key must be its stream: s", null, sample("s", "a")),
        of("duplicate", "a sample must have an id of its own: 2", "s", sample("s", "2")),
        of("key-differs", "a record's key must be its stream s: t", "t", sample("s", "a")),
        of("empty-stream", "stream must not be empty", "", sample("", "a")),
        of("empty-id", "id must not be empty", "s", sample("s", "")),
        of("empty-label", "label must not be empty", "s", sample("s", "a").setLabel("")),
        of("empty-task", "task must not be empty", "s", sample("s", "a").setTask("")),
        of(
            "long-stream",
            "stream must have at most 1024 characters",
            name1025,
            sample(name1025, "a")),
        of("long-id", "id must have at most 1024 characters", "s", sample("s", name1025)),
        of(
            "long-label",
            "label must have at most 1024 characters",
            "s",
            sample("s", "a").setLabel(name1025)),
        of(
            "long-task",
            "task must have at most 1024 characters",
            "s",
            sample("s", "a").setTask(name1025)),
        of(
            "too-many-dimensions",
            "a shape must have at most 8 dimensions: 9",
            "s",
            sample("s", "a").setFeatures(tensor(Collections.nCopies(9, 1), ElementType.UINT8, 1))),
        of(
            "wrong-shape",
            "every length of a shape must be at least 1: [2, 0]",
            "s",
            sample("s", "a").setFeatures(tensor(List.of(2, 0), ElementType.UINT8, 0))),
        of(
            "wrong-shape",
            "a tensor has at most 2^31 - 1 elements: [65536, 32768]",
            "s",
            sample("s", "a").setFeatures(tensor(List.of(65536, 32768), ElementType.UINT8, 1))),
        of(
            "wrong-length",
            "shape [2, 2] of UINT8 needs 4 bytes: 5",
            "s",
            sample("s", "a").setFeatures(tensor(List.of(2, 2), ElementType.UINT8, 5))),
        of(
            "not-finite",
            "every feature must be finite: element 1 is NaN",
            "s",
            sample("s", "a").setFeatures(floats(0f, Float.NaN))),
        of(
            "not-finite",
            "every feature must be finite: element 0 is -Infinity",
            "s",
            sample("s", "a").setFeatures(floats(Float.NEGATIVE_INFINITY, 0f))),
        of(
            "holdout-without-label",
            "a hold-out sample must have a label: a",
            "s",
            sample("s", "a").setLabel(null).setSplit(Split.HOLDOUT)),
        of(
            "shape-differs",
            "a sample must be like its stream's first, UINT8 [2, 2]: UINT8 [4]",
            "s",
            sample("s", "a").setFeatures(tensor(List.of(4), ElementType.UINT8, 4))),
        of(
            "shape-differs",
            "a sample must be like its stream's first, UINT8 [2, 2]: FLOAT32 [2, 2]",
            "s",
            sample("s", "a").setFeatures(tensor(List.of(2, 2), ElementType.FLOAT32, 16))),
        of("too-many-streams", "a partition must have at most 2 streams", "u", sample("u", "a")),
        of(
            "too-many-classes",
            "a stream must have at most 2 classes: two",
            "s",
            sample("s", "a").setLabel("two")),
        of(
            "too-many-tasks",
            "a stream must have at most 2 tasks: third",
            "s",
            sample("s", "a").setTask("third")),
        of(
            "too-many-tasks",
            "a stream must have at most 2 tasks: other-regimes",
            "s",
            sample("s", "a").setTask(null)),
        of(
            "too-many-names",
            "a partition must have at most 5 classes and tasks",
            "t",
            sample("t", "a").setLabel("one more")),
        of(
            "too-many-names",
            "a partition must have at most 5 classes and tasks",
            "t",
            sample("t", "a").setTask("one more")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void carryARefusedSample(Case refused) {
    // Two streams, two classes and two tasks: each of the limits is reached.
    accept(sample("s", "1").setLabel("zero").setTask("first"));
    accept(sample("s", "2").setLabel("one").setTask("second"));
    accept(sample("t", "3").setLabel(null));
    byte[] key = refused.key == null ? null : bytes(refused.key);
    byte[] value = refused.value.apply(ingest);
    ingest.samples.pipeInput(new TestRecord<>(key, value, WRITTEN));
    accept(sample("s", "4").setTask("first"));

    assertThat(ingest.readExperiences()).hasSize(4);
    assertReject(refused, Topic.SAMPLES, 3, key, value);
  }

  static Stream<Case> commands() {
    return Stream.of(
        raw("missing-value", "a record must have a value", null),
        raw("too-large", "a value must have at most 8000 bytes: 8001", new byte[8_001]),
        raw("not-wire-format", "the first byte must be 0: 7", new byte[] {7, 0, 0, 0, 1, 0}),
        of(
            "large-command",
            "a command must have at most 4000 bytes: ",
            "s",
            boundary("s", "c").setPrincipal("p".repeat(4_001))),
        of("missing-key", "a record's key must be its stream: s", null, boundary("s", "c")),
        of("key-differs", "a record's key must be its stream s: t", "t", boundary("s", "c")),
        of("empty-stream", "stream must not be empty", "", boundary("", "c")),
        of("empty-id", "id must not be empty", "s", boundary("s", "")),
        of(
            "long-id",
            "id must have at most 1024 characters",
            "s",
            boundary("s", "c".repeat(1_025))),
        of(
            "unknown-kind",
            "the kind of command c is not known",
            "s",
            boundary("s", "c").setKind(CommandKind.UNKNOWN)),
        of(
            "negative-offset",
            "afterOffset must be at least 0: -1",
            "s",
            boundary("s", "c").setAfterOffset(-1L)),
        of("too-many-streams", "a partition must have at most 2 streams", "u", boundary("u", "c")),
        of(
            "too-many-commands",
            "a partition must hold back at most 2 commands",
            "s",
            boundary("s", "c").setAfterOffset(9L)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("commands")
  void carryARefusedCommand(Case refused) {
    accept(sample("t", "1"));
    for (String id : List.of("held", "held too")) {
      ingest.control.pipeInput(
          bytes("s"), ingest.commandEncoder.encode(boundary("s", id).setAfterOffset(9L).build()));
    }
    byte[] key = refused.key == null ? null : bytes(refused.key);
    byte[] value = refused.value.apply(ingest);
    ingest.control.pipeInput(new TestRecord<>(key, value, WRITTEN));
    ingest.control.pipeInput(
        bytes("s"), ingest.commandEncoder.encode(boundary("s", "due").build()));

    assertThat(ingest.readExperiences())
        .extracting(PartitionFixture::id)
        .containsExactly("1", "due");
    assertReject(refused, Topic.CONTROL, 2, key, value);
  }

  static Stream<Case> labels() {
    return Stream.of(
        raw("missing-value", "a record must have a value", null),
        raw("too-large", "a value must have at most 8000 bytes: 8001", new byte[8_001]),
        raw("not-wire-format", "the first byte must be 0: 7", new byte[] {7, 0, 0, 0, 1, 0}),
        of(
            "large-label",
            "a label must have at most 4000 bytes: ",
            "s",
            label("s", "l".repeat(4_001), "x")),
        of("missing-key", "a record's key must be its stream: s", null, label("s", "1", "x")),
        of("key-differs", "a record's key must be its stream s: t", "t", label("s", "1", "x")),
        of("empty-stream", "stream must not be empty", "", label("", "1", "x")),
        of("empty-id", "id must not be empty", "s", label("s", "", "x")),
        of("empty-label", "label must not be empty", "s", label("s", "1", "")),
        of(
            "long-id",
            "id must have at most 1024 characters",
            "s",
            label("s", "n".repeat(1_025), "x")),
        of(
            "long-label",
            "label must have at most 1024 characters",
            "s",
            label("s", "1", "n".repeat(1_025))),
        of(
            "negative-offset",
            "afterOffset must be at least 0: -1",
            "s",
            label("s", "1", "x").setAfterOffset(-1L)),
        of(
            "too-many-labels",
            "a partition must hold back at most 1 labels",
            "s",
            label("s", "1", "x").setAfterOffset(9L)),
        of("label-repeated", "sample 2 has a label already", "s", label("s", "2", "x")),
        of("label-repeated", "sample early has a label already", "s", label("s", "early", "x")),
        of(
            "too-many-classes",
            "a stream must have at most 2 classes: third",
            "s",
            label("s", "1", "third")),
        of(
            "too-many-names",
            "a partition must have at most 5 classes and tasks",
            "t",
            label("t", "4", "one")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("labels")
  void carryARefusedLabel(Case refused) {
    accept(sample("s", "1").setLabel(null));
    accept(sample("s", "2").setLabel("zero"));
    accept(sample("s", "3").setLabel("one").setTask("second"));
    accept(sample("t", "4").setLabel(null));
    accept(label("s", "held", "x").setAfterOffset(9L));
    accept(label("s", "early", "x"));
    byte[] key = refused.key == null ? null : bytes(refused.key);
    byte[] value = refused.value.apply(ingest);
    ingest.labels.pipeInput(new TestRecord<>(key, value, WRITTEN));
    accept(label("s", "1", "one"));

    // What was refused took nothing away: the sample still waited, and its label came.
    assertThat(ingest.readExperiences())
        .extracting(PartitionFixture::id)
        .containsExactly("1", "2", "3", "4", "1");
    assertReject(refused, Topic.LABELS, 2, key, value);
  }

  @Test
  void quoteNoMoreThanAFewWordsOfTheInput() {
    ingest.samples.pipeInput(
        bytes("k".repeat(100_000)), ingest.sampleEncoder.encode(sample("s", "a").build()));

    Reject reject = ingest.readRejects().get(0);
    assertThat(reject.getDetail()).hasSize(500).endsWith("k…");
    assertThat(reject.getKey().remaining()).isEqualTo(100_000);
  }

  @Test
  void areCountedByTopicAndReason() {
    ingest.samples.pipeInput(bytes("s"), new byte[] {7, 0, 0, 0, 1, 0});
    ingest.samples.pipeInput(bytes("s"), new byte[] {7, 0, 0, 0, 1, 0});
    ingest.control.pipeInput(bytes("s"), new byte[] {7, 0, 0, 0, 1, 0});
    accept(sample("s", ""));

    assertThat(ingest.rejectLog.counts())
        .containsExactly(
            Map.entry("control/not-wire-format", 1L),
            Map.entry("samples/empty-id", 1L),
            Map.entry("samples/not-wire-format", 2L));
  }

  private void accept(Sample.Builder sample) {
    ingest.samples.pipeInput(
        new TestRecord<>(
            bytes(sample.getStream()), ingest.sampleEncoder.encode(sample.build()), WRITTEN));
  }

  private void accept(LabelEvent.Builder label) {
    ingest.labels.pipeInput(
        new TestRecord<>(
            bytes(label.getStream()), ingest.labelEncoder.encode(label.build()), WRITTEN));
  }

  private void assertReject(Case refused, Topic topic, long offset, byte[] key, byte[] value) {
    TestRecord<byte[], byte[]> record = ingest.rejects.readRecord();
    assertThat(record.key()).isEqualTo(key);
    assertThat(ingest.rejects.isEmpty()).isTrue();
    Reject reject;
    try {
      reject =
          RecordDecoder.of(Topic.REJECTS, Reject.class, ingest.registry).decode(record.value());
    } catch (WireFormatException e) {
      throw new AssertionError(e);
    }
    assertThat(reject.getReason()).isEqualTo(refused.reason);
    assertThat(reject.getDetail()).contains(refused.detail);
    assertThat(reject.getTopic()).isEqualTo(topic.topicName());
    assertThat(reject.getPartition()).isZero();
    assertThat(reject.getOffset()).isEqualTo(offset);
    assertThat(reject.getRecordTime()).isEqualTo(WRITTEN);
    assertThat(reject.getKey()).isEqualTo(key == null ? null : ByteBuffer.wrap(key));
    assertThat(reject.getValue()).isEqualTo(value == null ? null : ByteBuffer.wrap(value));
  }

  private static Case raw(String reason, String detail, byte[] value) {
    return new Case(reason, detail, "s", fixture -> value);
  }

  private static Case of(String reason, String detail, String key, Sample.Builder sample) {
    return new Case(reason, detail, key, fixture -> fixture.sampleEncoder.encode(sample.build()));
  }

  private static Case of(String reason, String detail, String key, Command.Builder command) {
    return new Case(reason, detail, key, fixture -> fixture.commandEncoder.encode(command.build()));
  }

  private static Case of(String reason, String detail, String key, LabelEvent.Builder label) {
    return new Case(reason, detail, key, fixture -> fixture.labelEncoder.encode(label.build()));
  }

  private static byte[] ofForeignSchema(TopologyFixture fixture) {
    // The right name, but an id that is a number.
    Schema foreign =
        SchemaBuilder.record("Sample")
            .namespace("dev.perennial.schemas")
            .fields()
            .requiredLong("id")
            .endRecord();
    int id = fixture.registry.register("elsewhere-value", foreign);
    return ByteBuffer.allocate(6).put((byte) 0).putInt(id).array();
  }

  private static Tensor floats(float... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new Tensor(Tensors.shape(values.length), ElementType.FLOAT32, data);
  }

  private static Tensor tensor(List<Integer> shape, ElementType type, int bytes) {
    return new Tensor(shape, type, ByteBuffer.allocate(bytes));
  }
}
