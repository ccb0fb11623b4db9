package dev.perennial.cli.rejects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteBufferSerializer;

/** The topic {@code rejects} of a cluster, for people. Owned by one thread. */
public final class Rejected {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaSettings kafka;
  private final Registry registry;
  private final RejectLine line;

  /** That of the cluster with that registry, which the caller closes. */
  public Rejected(KafkaSettings kafka, Registry registry) {
    this.kafka = kafka;
    this.registry = registry;
    this.line = new RejectLine(registry);
  }

  /** Which rejects are meant; what is empty excludes none. */
  public record Which(String topic, String reason, String stream) {

    /** Whether a reject is. A record whose key does not tell its stream is of none. */
    private Predicate<Reject> in(RejectLine line) {
      return reject ->
          (topic.isEmpty() || topic.equals(reject.getTopic()))
              && (reason.isEmpty() || reason.equals(reject.getReason()))
              && (stream.isEmpty()
                  || line.keyOf(reject)
                      // The key of what learners write goes on with their name.
                      .filter(key -> key.equals(stream) || key.startsWith(stream + "/"))
                      .isPresent());
    }
  }

  /** A line of a file that says no record. */
  public record Unfit(int number, String problem) {}

  /**
   * What came of a file.
   *
   * @param published records
   * @param unfit lines that were left out
   */
  public record Replayed(int published, List<Unfit> unfit) {

    /** Copies the list. */
    public Replayed {
      unfit = List.copyOf(unfit);
    }
  }

  /** A line each topic and reason: how many, the newest, its detail; the most frequent first. */
  public List<String> summary(Which which) {
    RejectCounts counts = new RejectCounts();
    forEach(which, counts::add);
    return counts.lines();
  }

  /** Hands every reject on as a line of JSON, in the order of their partitions. */
  public void list(Which which, Consumer<String> out) {
    forEach(which, reject -> out.accept(line.of(reject).toString()));
  }

  private void forEach(Which which, Consumer<Reject> action) {
    Predicate<Reject> isMeant = which.in(line);
    try (TopicReader<Reject> reader =
        TopicReader.fromBeginning(Topic.REJECTS, Reject.class, kafka, registry)) {
      reader.forEachUntilEnd(found -> found.value().filter(isMeant).ifPresent(action));
    }
  }

  /**
   * Publishes the records of lines as {@link #list} makes them, changed or not, in their order. All
   * lines are read before anything is published.
   *
   * @throws IOException if the lines cannot be read
   */
  public Replayed replay(BufferedReader lines) throws IOException {
    List<RejectLine.Fixed> records = new ArrayList<>();
    List<Unfit> unfit = new ArrayList<>();
    int number = 0;
    for (String text = lines.readLine(); text != null; text = lines.readLine()) {
      number++;
      if (!text.isBlank()) {
        try {
          records.add(line.parse(JSON.readTree(text)));
        } catch (JsonProcessingException e) {
          unfit.add(new Unfit(number, "a line must be JSON: " + e.getOriginalMessage()));
        } catch (IllegalArgumentException e) {
          unfit.add(new Unfit(number, String.valueOf(e.getMessage())));
        }
      }
    }
    publish(records);
    return new Replayed(records.size(), unfit);
  }

  private void publish(List<RejectLine.Fixed> records) {
    Properties properties = kafka.toProperties();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(Topic.MAX_INPUT_BYTES));
    try (KafkaProducer<ByteBuffer, ByteBuffer> producer =
        new KafkaProducer<>(properties, new ByteBufferSerializer(), new ByteBufferSerializer())) {
      List<Future<?>> sent = new ArrayList<>();
      for (RejectLine.Fixed record : records) {
        sent.add(
            producer.send(
                new ProducerRecord<>(record.topic().topicName(), record.key(), record.value())));
      }
      for (Future<?> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a record was not published: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while publishing", e);
    }
  }
}
