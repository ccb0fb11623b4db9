package dev.perennial.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.Registry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Through {@link MockProducer}, the broker-less producer that Kafka's clients ship. */
class SamplePublisherTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Registry registry =
      Registry.at(RegistrySettings.at("mock://sample-publisher-test"));
  private final MockProducer<String, byte[]> confirming = producer(true);
  private final MockProducer<String, byte[]> waiting = producer(false);

  @Test
  void writesSamplesInOrderUnderTheirStream() throws Exception {
    try (SamplePublisher publisher = publisher(confirming)) {
      publisher.publish(sample("s", 0));
      publisher.publish(sample("t", 1));
      publisher.publish(sample("s", 2));
    }
    List<ProducerRecord<String, byte[]>> sent = confirming.history();
    RecordDecoder<Sample> decoder = RecordDecoder.of(Topic.SAMPLES, Sample.class, registry);

    assertThat(sent).extracting(ProducerRecord::topic).containsOnly("samples");
    assertThat(sent).extracting(ProducerRecord::key).containsExactly("s", "t", "s");
    assertThat(decoder.decode(sent.get(0).value())).isEqualTo(sample("s", 0));
    assertThat(decoder.decode(sent.get(2).value())).isEqualTo(sample("s", 2));
    assertThat(confirming.closed()).isTrue();
  }

  @Test
  void leavesTheTimestampToTheBroker() {
    try (SamplePublisher publisher = publisher(confirming)) {
      publisher.publish(sample("s", 0));
    }
    assertThat(confirming.history().get(0).timestamp()).isNull();
  }

  @Test
  void knowsThePlaceOfTheLastConfirmedSampleOfEachStream() {
    try (SamplePublisher publisher = publisher(waiting)) {
      publisher.publish(sample("s", 0));
      publisher.publish(sample("s", 1));
      assertThat(publisher.lastConfirmed("s")).isEmpty();

      waiting.completeNext();
      assertThat(publisher.lastConfirmed("s")).contains(new Place(0, 0));
      waiting.completeNext();
      assertThat(publisher.lastConfirmed("s")).contains(new Place(0, 1));
      assertThat(publisher.lastConfirmed("t")).isEmpty();
    }
  }

  @Test
  void placesABoundaryAfterTheLastSampleOfItsStream() throws Exception {
    try (SamplePublisher publisher = publisher(confirming)) {
      publisher.publish(sample("s", 0));
      publisher.publish(sample("s", 1));
      publisher.publish(sample("t", 2));
      publisher.command(publisher.boundary("s", "end-of-task"));
    }
    ProducerRecord<String, byte[]> sent = confirming.history().get(3);
    Command command = RecordDecoder.of(Topic.CONTROL, Command.class, registry).decode(sent.value());

    assertThat(sent.topic()).isEqualTo("control");
    assertThat(sent.key()).isEqualTo("s");
    // s holds offsets 0 and 1 of the one partition; t came after.
    assertThat(command)
        .isEqualTo(
            new Command(
                "end-of-task",
                "s",
                CommandKind.BOUNDARY,
                START.plusMillis(1),
                1L,
                Map.of(),
                null,
                null));
  }

  @Test
  void hasNoBoundaryForAStreamWithoutSamples() {
    try (SamplePublisher publisher = publisher(confirming)) {
      assertThatThrownBy(() -> publisher.boundary("s", "end"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no sample was published to stream s");
    }
  }

  @Test
  void failsEveryCallAfterARecordCouldNotBeWritten() {
    SamplePublisher publisher = publisher(waiting);
    publisher.publish(sample("s", 0));
    waiting.errorNext(new TimeoutException("no broker"));

    String message = "a record was not published: no broker";
    assertThatThrownBy(() -> publisher.publish(sample("s", 1)))
        .isInstanceOf(KafkaException.class)
        .hasMessage(message)
        .hasCauseInstanceOf(TimeoutException.class);
    assertThatThrownBy(publisher::flush).hasMessage(message);
    assertThatThrownBy(() -> publisher.boundary("s", "end")).hasMessage(message);
    assertThatThrownBy(publisher::close).hasMessage(message);
    assertThat(waiting.history()).hasSize(1);
    assertThat(waiting.closed()).isTrue();
  }

  @Test
  void failsWhenACommandCouldNotBeWritten() {
    SamplePublisher publisher = publisher(waiting);
    publisher.publish(sample("s", 0));
    waiting.completeNext();
    publisher.command(publisher.boundary("s", "end"));
    waiting.errorNext(new TimeoutException("no broker"));

    assertThatThrownBy(publisher::close).hasMessage("a record was not published: no broker");
  }

  @Test
  void letsTheUserTuneSpeedButNotSafety() {
    Properties properties =
        SamplePublisher.producerProperties(
            new KafkaSettings(
                Map.of(
                    "bootstrap.servers", "here:9092",
                    "linger.ms", "77",
                    "acks", "1",
                    "enable.idempotence", "false")));

    assertThat(properties)
        .containsEntry("bootstrap.servers", "here:9092")
        .containsEntry("linger.ms", "77")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", "true");
  }

  private SamplePublisher publisher(MockProducer<String, byte[]> producer) {
    return new SamplePublisher(producer, registry, Pace.unlimited());
  }

  private static MockProducer<String, byte[]> producer(boolean confirming) {
    return new MockProducer<>(confirming, null, new StringSerializer(), new ByteArraySerializer());
  }

  private static Sample sample(String stream, int number) {
    return new Sample(
        "id-" + number,
        stream,
        START.plusMillis(number),
        Tensors.uint8(List.of(2), new byte[] {1, 2}),
        "label",
        null,
        Split.TRAIN);
  }
}
