package dev.perennial.ingest.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.schemas.http.Reply;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends the records of requests and waits until the broker has them; {@link Room} bounds what is on
 * its way. Thread-safe.
 */
final class Outbox implements AutoCloseable {

  private final Producer<String, byte[]> producer;
  private final Duration timeout;

  /** Sends through a producer, which it will close. */
  Outbox(Producer<String, byte[]> producer, GatewaySettings settings) {
    this.producer = producer;
    this.timeout = settings.timeout();
  }

  /**
   * An outbox for a cluster whose input topics exist.
   *
   * @throws KafkaException if the cluster does not answer, or has no such topic
   */
  static Outbox connect(KafkaSettings kafka, GatewaySettings settings) {
    Producer<String, byte[]> producer =
        new KafkaProducer<>(
            properties(kafka, settings), new StringSerializer(), new ByteArraySerializer());
    try {
      for (Topic topic : List.of(Topic.SAMPLES, Topic.LABELS, Topic.CONTROL)) {
        producer.partitionsFor(topic.topicName());
      }
      return new Outbox(producer, settings);
    } catch (RuntimeException failed) {
      producer.close(Duration.ZERO);
      throw failed;
    }
  }

  /** What the user states goes over our settings for speed, but not over those for safety. */
  static Properties properties(KafkaSettings kafka, GatewaySettings settings) {
    int timeoutMillis = (int) settings.timeout().toMillis();
    Properties properties = new Properties();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
    properties.putAll(kafka.toProperties());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    // Twice what may be on its way, so that no send waits for memory.
    properties.put(
        ProducerConfig.BUFFER_MEMORY_CONFIG, Long.toString(2L * settings.maxInFlightBytes()));
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(Topic.MAX_INPUT_BYTES));
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.toString(timeoutMillis));
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(timeoutMillis));
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(timeoutMillis / 2));
    return properties;
  }

  /**
   * Sends the records of one request in their order and waits for the broker.
   *
   * @return 200 with their offsets; 503 if the broker does not have all of them in time, some of
   *     which it may have or get
   */
  Reply send(Topic topic, String key, List<byte[]> values) {
    try {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (byte[] value : values) {
        sent.add(producer.send(new ProducerRecord<>(topic.topicName(), key, value)));
      }
      return taken(sent);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unconfirmed("the request was given up");
    } catch (KafkaException | ExecutionException | TimeoutException e) {
      return unconfirmed(String.valueOf(e.getMessage()));
    }
  }

  private Reply taken(List<Future<RecordMetadata>> sent)
      throws InterruptedException, ExecutionException, TimeoutException {
    long end = System.nanoTime() + timeout.toNanos();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode offsets = JsonNodeFactory.instance.arrayNode();
    for (Future<RecordMetadata> record : sent) {
      RecordMetadata metadata =
          record.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      body.put("partition", metadata.partition());
      offsets.add(metadata.offset());
    }
    body.set("offsets", offsets);
    return Reply.json(200, body);
  }

  private static Reply unconfirmed(String why) {
    return Reply.error(
            503,
            "the broker has not confirmed the records, but may have some: send them again: " + why)
        .with("Retry-After", "1");
  }

  @Override
  public void close() {
    producer.close(timeout);
  }
}
