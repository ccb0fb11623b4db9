package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.EmbeddedStack;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.wire.CommittedRecords;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two learners of one recipe on one stream, of which one tells three classes with each prediction,
 * read by somebody who knows Avro and nothing of ours.
 */
class TopScoresIT {

  private static final String STREAM = "kinds";
  private static final int CLASSES = 5;

  /** Whole batches, so that every sample is answered. */
  private static final int SAMPLES = 400;

  @TempDir static Path directory;

  private static EmbeddedStack stack;
  private static Registry registry;

  @BeforeAll
  static void start() throws Exception {
    Map<String, ?> recipe = Map.of("strategy", "er", "network", "mlp:16");
    stack =
        EmbeddedStack.start(
            Blueprint.shipped()
                .with("flink", Map.of("restart-strategy.type", "none"))
                .withSection(
                    "learners",
                    Map.of(
                        "slim",
                        Map.of("recipe", recipe),
                        "full",
                        Map.of("recipe", recipe, "topScores", 3))),
            directory);
    registry = Registry.at(RegistrySettings.at(stack.registryUrl()));
  }

  @AfterAll
  static void stop() {
    registry.close();
    stack.close();
  }

  private static void publish() {
    KafkaSettings kafka = KafkaSettings.at(stack.bootstrapServers());
    try (SamplePublisher publisher = SamplePublisher.connect(kafka, registry, Pace.unlimited())) {
      for (int i = 0; i < SAMPLES; i++) {
        byte[] pixels = new byte[CLASSES];
        pixels[i % CLASSES] = (byte) (100 + i % 100);
        publisher.publish(
            new Sample(
                "id-" + i,
                STREAM,
                Instant.ofEpochMilli(i),
                Tensors.uint8(List.of(CLASSES), pixels),
                "kind-" + i % CLASSES,
                null,
                Split.TRAIN));
      }
      publisher.flush();
    }
  }

  /** All predictions by learner and place, as generic as they are. */
  private static Map<String, GenericRecord> predictions() throws Exception {
    Map<String, GenericRecord> found = new HashMap<>();
    try (CommittedRecords topic =
        CommittedRecords.fromBeginning("predictions", KafkaSettings.at(stack.bootstrapServers()))) {
      while (found.size() < 2 * SAMPLES) {
        stack.requireAlive();
        for (ConsumerRecord<byte[], byte[]> each : topic.poll(Duration.ofMillis(200))) {
          GenericRecord record = record(each.value());
          found.put(record.get("learner") + " " + record.get("sequence"), record);
        }
      }
    }
    return found;
  }

  private static GenericRecord record(byte[] wire) throws IOException {
    Schema written = registry.schema(ByteBuffer.wrap(wire).getInt(1)).orElseThrow();
    return new GenericDatumReader<GenericRecord>(written)
        .read(null, DecoderFactory.get().binaryDecoder(wire, 5, wire.length - 5, null));
  }

  private static List<GenericRecord> topScores(GenericRecord prediction) {
    List<GenericRecord> scores = new ArrayList<>();
    for (Object each : (List<?>) prediction.get("topScores")) {
      scores.add((GenericRecord) each);
    }
    return scores;
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void standOnTheTopicForWhoAsksAndChangeNothingElse() throws Exception {
    publish();
    Map<String, GenericRecord> predictions = predictions();

    for (int i = 0; i < SAMPLES; i++) {
      GenericRecord slim = predictions.get("slim " + i);
      GenericRecord full = predictions.get("full " + i);
      List<GenericRecord> scores = topScores(full);

      // The first batch met a model that knew nothing, any later one a model that knew all five.
      assertThat(scores).hasSize(i < 10 ? 0 : 3);
      assertThat(topScores(slim)).isEmpty();
      if (!scores.isEmpty()) {
        assertThat(scores.get(0).get("label")).isEqualTo(full.get("predicted"));
        assertThat(scores.get(0).get("probability")).isEqualTo(full.get("confidence"));
        assertThat(scores)
            .extracting(each -> (float) each.get("probability"))
            .isSortedAccordingTo((one, other) -> Float.compare(other, one));
      }
      for (Schema.Field field : slim.getSchema().getFields()) {
        if (!List.of("learner", "topScores").contains(field.name())) {
          assertThat(full.get(field.pos())).as(field.name()).isEqualTo(slim.get(field.pos()));
        }
      }
    }
  }
}
