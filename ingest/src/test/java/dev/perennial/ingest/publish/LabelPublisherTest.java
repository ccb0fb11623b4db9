package dev.perennial.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.WireFormatException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Through {@link MockProducer}, whose offsets count the samples from 0. */
class LabelPublisherTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final LabelPlan TWO_LATER = new LabelPlan(OptionalInt.of(2), 1);

  private final Registry registry = Registry.at(RegistrySettings.at("mock://label-publisher-test"));

  @Test
  void theLabelOfASampleComesDirectlyAfterTheSampleThatManyLater() throws Exception {
    MockProducer<String, byte[]> broker = producer(true);

    publish(broker, TWO_LATER, 0, samples(5, Split.TRAIN));

    // 0 after 2, 1 after 3, 2 after 4; then what is left after the last.
    assertThat(labels(broker))
        .containsExactly(label(0, 2), label(1, 3), label(2, 4), label(3, 4), label(4, 4));
    assertThat(samples(broker)).extracting(Sample::getLabel).containsOnlyNulls();
    assertThat(samples(broker)).extracting(Sample::getTask).containsOnly("task");
  }

  @Test
  void aDelayOfNoSamplesPutsALabelDirectlyAfterItsOwn() throws Exception {
    MockProducer<String, byte[]> broker = producer(true);

    publish(broker, new LabelPlan(OptionalInt.of(0), 1), 0, samples(2, Split.TRAIN));

    assertThat(labels(broker)).containsExactly(label(0, 0), label(1, 1));
  }

  @Test
  void aDelayLongerThanTheStreamPutsEveryLabelAfterTheLastSample() throws Exception {
    MockProducer<String, byte[]> broker = producer(true);

    publish(broker, new LabelPlan(OptionalInt.of(9), 1), 0, samples(2, Split.TRAIN));

    assertThat(labels(broker)).containsExactly(label(0, 1), label(1, 1));
  }

  @Test
  void holdOutSamplesKeepTheirLabelsAndAreNotCounted() throws Exception {
    MockProducer<String, byte[]> broker = producer(true);
    List<Sample> samples =
        List.of(
            sample(0, Split.TRAIN),
            sample(1, Split.HOLDOUT),
            sample(2, Split.TRAIN),
            sample(3, Split.TRAIN));

    publish(broker, TWO_LATER, 0, samples);

    assertThat(samples(broker))
        .extracting(Sample::getLabel)
        .containsExactly(null, "l1", null, null);
    assertThat(labels(broker)).containsExactly(label(0, 3), label(2, 3), label(3, 3));
  }

  @Test
  void noSampleWaitsForTheBrokerToConfirmOne() {
    MockProducer<String, byte[]> broker = producer(false);
    SamplePublisher publisher = new SamplePublisher(broker, registry, Pace.unlimited());
    LabelPublisher labels = new LabelPublisher(publisher, TWO_LATER, 0);

    samples(5, Split.TRAIN).forEach(labels::publish);

    assertThat(broker.history()).extracting(ProducerRecord::topic).containsOnly("samples");
    assertThat(broker.history()).hasSize(5);
    for (int i = 0; i < 3; i++) {
      assertThat(broker.completeNext()).isTrue();
    }
    labels.publish(sample(5, Split.TRAIN));
    assertThat(broker.history().get(6).topic()).isEqualTo("labels");
    while (broker.completeNext()) {
      // Until everything is confirmed.
    }
    publisher.close();
  }

  @Test
  void aSuccessorGivesTheLabelsThatItsPredecessorDidNotAtTheSamePlaces() throws Exception {
    MockProducer<String, byte[]> whole = producer(true);
    publish(whole, TWO_LATER, 0, samples(8, Split.TRAIN));

    for (int there = 1; there <= 8; there++) {
      // As many labels as can stand there, and fewer: the last transaction was undone.
      for (int written = 0; written <= Math.max(0, there - 2); written++) {
        MockProducer<String, byte[]> broker = producer(true);
        SamplePublisher publisher = new SamplePublisher(broker, registry, Pace.unlimited());
        LabelPublisher labels = new LabelPublisher(publisher, TWO_LATER, written);
        publisher.goOn("s", START.plusMillis(there - 1), new Place(0, there - 1));
        for (int i = 0; i < there; i++) {
          labels.isThere(sample(i, Split.TRAIN), new Place(0, i));
        }
        // The mock counts its offsets from 0, so only what needs no new sample can be compared.
        labels.finish("s");

        int last = there - 1;
        List<LabelEvent> expected = new ArrayList<>();
        for (int i = written; i < there; i++) {
          expected.add(label(i, Math.min(i + 2, last)));
        }
        assertThat(labels(broker)).isEqualTo(expected);
        publisher.close();
      }
    }
  }

  @Test
  void aShareOfLabelsIsAChoiceOfTheIdAlone() throws Exception {
    LabelPlan half = new LabelPlan(OptionalInt.empty(), 0.5);
    MockProducer<String, byte[]> broker = producer(true);

    publish(broker, half, 0, samples(1000, Split.TRAIN));

    List<Sample> sent = samples(broker);
    assertThat(sent).filteredOn(sample -> sample.getLabel() != null).hasSizeBetween(450, 550);
    assertThat(sent)
        .allSatisfy(
            sample -> assertThat(sample.getLabel() != null).isEqualTo(half.comes(sample.getId())));
    assertThat(labels(broker)).isEmpty();
  }

  @Test
  void ofAShareThatIsLateOnlyTheShareComes() throws Exception {
    LabelPlan third = new LabelPlan(OptionalInt.of(2), 1.0 / 3);
    MockProducer<String, byte[]> broker = producer(true);

    publish(broker, third, 0, samples(300, Split.TRAIN));

    assertThat(labels(broker))
        .hasSizeBetween(70, 130)
        .allSatisfy(label -> assertThat(third.comes(label.getSampleId())).isTrue())
        .filteredOn(label -> number(label) < 298)
        .allSatisfy(label -> assertThat(label.getAfterOffset()).isEqualTo(number(label) + 2));
  }

  @Test
  void refusesADelayAndAShareOutOfRange() {
    assertThatThrownBy(() -> new LabelPlan(OptionalInt.of(-1), 1.5))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "label-delay must be at least 0: -1"
                + System.lineSeparator()
                + "label-share must be in [0, 1]: 1.5");
  }

  private static long number(LabelEvent label) {
    return Long.parseLong(label.getSampleId().substring(3));
  }

  private void publish(
      MockProducer<String, byte[]> broker, LabelPlan plan, long written, List<Sample> samples) {
    try (SamplePublisher publisher = new SamplePublisher(broker, registry, Pace.unlimited())) {
      LabelPublisher labels = new LabelPublisher(publisher, plan, written);
      samples.forEach(labels::publish);
      labels.finish("s");
    }
  }

  private List<LabelEvent> labels(MockProducer<String, byte[]> broker) throws WireFormatException {
    RecordDecoder<LabelEvent> decoder = RecordDecoder.of(Topic.LABELS, LabelEvent.class, registry);
    List<LabelEvent> labels = new ArrayList<>();
    for (ProducerRecord<String, byte[]> record : broker.history()) {
      if (record.topic().equals("labels")) {
        assertThat(record.key()).isEqualTo("s");
        labels.add(decoder.decode(record.value()));
      }
    }
    return labels;
  }

  private List<Sample> samples(MockProducer<String, byte[]> broker) throws WireFormatException {
    RecordDecoder<Sample> decoder = RecordDecoder.of(Topic.SAMPLES, Sample.class, registry);
    List<Sample> samples = new ArrayList<>();
    for (ProducerRecord<String, byte[]> record : broker.history()) {
      if (record.topic().equals("samples")) {
        samples.add(decoder.decode(record.value()));
      }
    }
    return samples;
  }

  private static MockProducer<String, byte[]> producer(boolean confirming) {
    return new MockProducer<>(confirming, null, new StringSerializer(), new ByteArraySerializer());
  }

  private static LabelEvent label(int number, long after) {
    return new LabelEvent("s", "id-" + number, "l" + number, START.plusMillis(after), after);
  }

  private static List<Sample> samples(int count, Split split) {
    return IntStream.range(0, count).mapToObj(i -> sample(i, split)).toList();
  }

  private static Sample sample(int number, Split split) {
    return new Sample(
        "id-" + number,
        "s",
        START.plusMillis(number),
        Tensors.uint8(List.of(2), new byte[] {1, 2}),
        "l" + number,
        "task",
        split);
  }
}
