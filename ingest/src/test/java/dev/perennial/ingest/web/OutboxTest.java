package dev.perennial.ingest.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perennial.schemas.http.Reply;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Through {@link MockProducer}, which confirms when it is told to. */
class OutboxTest {

  private static final GatewaySettings SETTINGS =
      new GatewaySettings(
          "127.0.0.1", 0, "", 1024, 2 << 20, Duration.ofSeconds(1), Duration.ofSeconds(1));

  private final MockProducer<String, byte[]> broker =
      new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
  private final Outbox outbox = new Outbox(broker, SETTINGS);

  private CompletableFuture<Reply> sending(int... sizes) {
    List<byte[]> values = Arrays.stream(sizes).mapToObj(byte[]::new).toList();
    return CompletableFuture.supplyAsync(() -> outbox.send(Topic.SAMPLES, "s", values));
  }

  private void awaitSent(int count) {
    await().until(() -> broker.history().size() == count);
  }

  private static String text(Reply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  @Test
  void answersWithTheOffsetsOnceTheBrokerHasAll() {
    CompletableFuture<Reply> reply = sending(1, 2);
    awaitSent(2);
    broker.completeNext();
    assertThat(reply).isNotDone();
    broker.completeNext();

    assertThat(reply.join().status()).isEqualTo(200);
    assertThat(text(reply.join()).replaceAll("\\s", ""))
        .isEqualTo("{\"partition\":0,\"offsets\":[0,1]}");
  }

  @Test
  void saysSoWhereTheBrokerDoesNotConfirmInTime() {
    Reply reply = sending(1).join();

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers()).containsEntry("Retry-After", "1");
    assertThat(text(reply)).contains("has not confirmed the records, but may have some");
  }

  @Test
  void tellsWhyTheBrokerRefused() {
    CompletableFuture<Reply> reply = sending(1);
    awaitSent(1);
    broker.errorNext(new NotEnoughReplicasException("one copy is missing"));

    assertThat(reply.join().status()).isEqualTo(503);
    assertThat(text(reply.join())).contains("one copy is missing");
  }

  @Test
  void letsTheUserTuneSpeedButNotSafety() {
    assertThat(
            Outbox.properties(
                new KafkaSettings(
                    Map.of("bootstrap.servers", "b:1", "linger.ms", "7", "acks", "0")),
                SETTINGS))
        .containsEntry("linger.ms", "7")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", "true");
  }
}
