package dev.perennial.cli.bench;

import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Partitions;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what learners would have: answers of ten classes, seven in ten right, and evaluations of
 * hold-out sets of a hundred. Learner i learns stream i mod 16, so that streams come to lie on all
 * partitions. Owned by one thread.
 */
final class Answers implements AutoCloseable {

  private static final int STREAMS = 16;
  private static final int CLASSES = 10;
  private static final long HOLDOUT = 100;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final KafkaProducer<byte[], byte[]> producer;
  private final RecordEncoder<Prediction> predictions;
  private final RecordEncoder<Score> scores;
  private final AtomicReference<@Nullable Exception> failed = new AtomicReference<>();

  Answers(KafkaSettings kafka, Registry registry) {
    Properties properties = kafka.toProperties();
    properties.put("linger.ms", "50");
    properties.put("batch.size", Integer.toString(1 << 18));
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.predictions = RecordEncoder.of(Topic.PREDICTIONS, Prediction.class, registry);
    this.scores = RecordEncoder.of(Topic.SCORES, Score.class, registry);
  }

  /** Writes {@code count} predictions, one learner after the other in turn. */
  void predict(int learners, long count) {
    for (long i = 0; i < count; i++) {
      int learner = (int) (i % learners);
      long sequence = i / learners;
      int actual = (int) (sequence % CLASSES);
      int predicted = (sequence * 7 + learner) % 10 < 7 ? actual : (actual + 1) % CLASSES;
      Prediction prediction =
          new Prediction(
              stream(learner),
              name(learner),
              "sample-" + sequence,
              sequence,
              START.plusMillis(sequence),
              sequence / 10,
              task(actual / 2),
              label(predicted),
              .7f,
              label(actual),
              0L,
              null,
              List.of());
      send(Topic.PREDICTIONS, learner, predictions.encode(prediction));
    }
    flush();
  }

  /** Writes, of every learner, the evaluations of a stream of so many tasks. */
  void score(int learners, int tasks) {
    for (int learner = 0; learner < learners; learner++) {
      for (int evaluation = 0; evaluation <= tasks; evaluation++) {
        for (int task = 0; task < tasks; task++) {
          send(Topic.SCORES, learner, scores.encode(score(learner, tasks, evaluation, task)));
        }
      }
    }
    flush();
  }

  private static Score score(int learner, int tasks, int evaluation, int task) {
    @Nullable Integer period = evaluation == 0 ? null : evaluation - 1;
    boolean isLearned = period != null && task <= period;
    return new Score(
        stream(learner),
        name(learner),
        (long) evaluation,
        tasks,
        period == null ? ScoreReason.BASELINE : ScoreReason.BOUNDARY,
        evaluation * 100L,
        evaluation * 1_000L - 1,
        START.plusMillis(evaluation * 1_000L),
        period,
        period == null ? null : task(period),
        task(task),
        isLearned ? task : null,
        isLearned ? HOLDOUT - (evaluation - task) : 10L,
        HOLDOUT,
        1.0,
        null,
        period == null ? null : 3L,
        period == null ? null : HOLDOUT,
        ByteBuffer.wrap(new byte[(int) (HOLDOUT + 7) / 8]));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The callback hears of failures.
  private void send(Topic topic, int learner, byte[] value) {
    producer.send(
        new ProducerRecord<>(
            topic.topicName(),
            Partitions.of(stream(learner), producer.partitionsFor(topic.topicName()).size()),
            (stream(learner) + "/" + name(learner)).getBytes(StandardCharsets.UTF_8),
            value),
        (metadata, failure) -> {
          if (failure != null) {
            failed.compareAndSet(null, failure);
          }
        });
  }

  private void flush() {
    producer.flush();
    Exception failure = failed.get();
    if (failure != null) {
      throw new IllegalStateException("the broker has not taken everything", failure);
    }
  }

  private static String stream(int learner) {
    return "stream-" + learner % STREAMS;
  }

  private static String name(int learner) {
    return "learner-" + learner;
  }

  private static Task task(int index) {
    return new Task(index, "task-" + index);
  }

  private static ClassLabel label(int index) {
    return new ClassLabel(index, "class-" + index);
  }

  @Override
  public void close() {
    producer.close();
  }
}
