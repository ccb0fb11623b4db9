package dev.perennial.ingest.topology;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.WireFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The whole topology in a driver; partition 0, offsets count up from 0 in each topic. */
final class TopologyFixture implements AutoCloseable {

  final Registry registry = Registry.at(RegistrySettings.at("mock://" + UUID.randomUUID()));
  final RecordEncoder<Sample> sampleEncoder =
      RecordEncoder.of(Topic.SAMPLES, Sample.class, registry);
  final RecordEncoder<Command> commandEncoder =
      RecordEncoder.of(Topic.CONTROL, Command.class, registry);
  final RecordEncoder<LabelEvent> labelEncoder =
      RecordEncoder.of(Topic.LABELS, LabelEvent.class, registry);
  final RejectLog rejectLog = new RejectLog();
  final TopologyTestDriver driver;
  final TestInputTopic<byte[], byte[]> samples;
  final TestInputTopic<byte[], byte[]> labels;
  final TestInputTopic<byte[], byte[]> control;
  final TestOutputTopic<byte[], byte[]> experiences;
  final TestOutputTopic<byte[], byte[]> rejects;

  TopologyFixture(IngestSettings settings) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:0");
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    driver = new TopologyTestDriver(IngestTopology.of(settings, registry, rejectLog), properties);
    samples = input(Topic.SAMPLES);
    labels = input(Topic.LABELS);
    control = input(Topic.CONTROL);
    experiences = output(Topic.EXPERIENCES.topicName());
    rejects = output(Topic.REJECTS.topicName());
  }

  private TestInputTopic<byte[], byte[]> input(Topic topic) {
    return driver.createInputTopic(
        topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  List<Experience> readExperiences() {
    RecordDecoder<Experience> decoder =
        RecordDecoder.of(Topic.EXPERIENCES, Experience.class, registry);
    return decoded(experiences.readValuesToList(), decoder);
  }

  List<Reject> readRejects() {
    return decoded(
        rejects.readValuesToList(), RecordDecoder.of(Topic.REJECTS, Reject.class, registry));
  }

  private static <T extends SpecificRecord> List<T> decoded(
      List<byte[]> values, RecordDecoder<T> decoder) {
    List<T> records = new ArrayList<>();
    for (byte[] value : values) {
      try {
        records.add(decoder.decode(value));
      } catch (WireFormatException e) {
        throw new AssertionError("what ingest writes must be readable", e);
      }
    }
    return records;
  }

  @Override
  public void close() {
    driver.close();
  }
}
