package dev.perennial.evaluator.chronicle;

import dev.perennial.schemas.Alert;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Ranking;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.app.Daemons;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.CommittedRecords;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.WireFormatException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a chronicle what the topics say: in a thread of its own, from so long ago, for ever. It
 * reads all partitions of all of them, whichever this process folds, and only what is committed.
 *
 * <p>A record that cannot be read is skipped and counted: whoever folds its topic refuses it. When
 * Kafka or the registry does not answer it tries again until they do. Thread-safe.
 */
public final class ChronicleReader implements AutoCloseable {

  /** What it is doing. */
  public enum State {
    /** It reads what there was before it started. */
    CATCHING_UP,
    /** It knows what there was, and reads what comes. */
    READING,
    /** Kafka or the registry does not answer; it tries again. */
    WAITING,
    /** It was closed, or a fault of its own ended it; it reads nothing any more. */
    STOPPED
  }

  /** How far back it goes in a partition, so that a start takes a minute and not an hour. */
  static final long MOST_RECORDS = 1_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(ChronicleReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration ASK = Duration.ofSeconds(15);

  private final Duration history;
  private final KafkaSettings kafka;
  private final Map<String, Topical> topics;
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final AtomicLong skipped = new AtomicLong();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = Daemons.named("chronicle").newThread(this::run);
  private volatile State state = State.CATCHING_UP;

  /** What is done with a record of a topic. */
  private interface Topical {
    void tell(ConsumerRecord<byte[], byte[]> record) throws WireFormatException;
  }

  private ChronicleReader(
      Chronicle chronicle, Duration history, KafkaSettings kafka, Registry registry) {
    this.history = history;
    this.kafka = impatient(kafka);
    this.topics =
        Map.of(
            Topic.METRICS.topicName(),
            topical(Topic.METRICS, Metric.class, registry, (of, at) -> chronicle.add(of)),
            Topic.SCORES.topicName(),
            topical(Topic.SCORES, Score.class, registry, (of, at) -> chronicle.add(of)),
            Topic.MODELS.topicName(),
            topical(Topic.MODELS, ModelManifest.class, registry, (of, at) -> chronicle.add(of)),
            Topic.ALERTS.topicName(),
            topical(Topic.ALERTS, Alert.class, registry, (of, at) -> chronicle.add(of)),
            Topic.RANKINGS.topicName(),
            topical(Topic.RANKINGS, Ranking.class, registry, (of, at) -> chronicle.add(of)),
            Topic.STEPS.topicName(),
            topical(Topic.STEPS, StepReport.class, registry, chronicle::add));
  }

  private static KafkaSettings impatient(KafkaSettings kafka) {
    Map<String, String> properties = new HashMap<>(kafka.properties());
    properties.putIfAbsent(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(ANSWER.toMillis()));
    return new KafkaSettings(properties);
  }

  private static <T extends SpecificRecord> Topical topical(
      Topic topic, Class<T> type, Registry registry, BiConsumer<T, Instant> chronicle) {
    RecordDecoder<T> decoder = RecordDecoder.of(topic, type, registry);
    return record ->
        chronicle.accept(decoder.decode(record.value()), Instant.ofEpochMilli(record.timestamp()));
  }

  /**
   * Starts to read; the caller closes what is returned.
   *
   * @param history from how long ago; of alerts and rankings all are read, since one that is old
   *     may still stand
   * @param registry must stay open until this is closed
   */
  public static ChronicleReader start(
      Chronicle chronicle, Duration history, KafkaSettings kafka, Registry registry) {
    ChronicleReader reader = new ChronicleReader(chronicle, history, kafka, registry);
    reader.thread.start();
    return reader;
  }

  /** What it is doing. */
  public State state() {
    return state;
  }

  /** How many records could not be read. */
  public long skipped() {
    return skipped.get();
  }

  private void run() {
    try {
      while (!isClosing()) {
        try (CommittedRecords records = open()) {
          read(records);
        } catch (RuntimeException e) {
          retry(e);
        }
      }
    } finally {
      state = State.STOPPED;
    }
  }

  private CommittedRecords open() {
    Instant now = Clock.systemUTC().instant();
    boolean isAll = history.compareTo(Duration.between(Instant.EPOCH, now)) >= 0;
    Instant oldest = isAll ? Instant.EPOCH : now.minus(history);
    Map<String, Instant> from = new HashMap<>();
    topics.keySet().forEach(topic -> from.put(topic, oldest));
    from.put(Topic.ALERTS.topicName(), Instant.EPOCH);
    from.put(Topic.RANKINGS.topicName(), Instant.EPOCH);
    return CommittedRecords.since(from, MOST_RECORDS, kafka);
  }

  private void read(CommittedRecords records) {
    state = State.CATCHING_UP;
    long asked = System.nanoTime();
    while (!isClosing()) {
      ConsumerRecords<byte[], byte[]> polled = records.poll(POLL);
      polled.forEach(this::tell);
      if (state == State.CATCHING_UP && records.hasReadWhatWasThere()) {
        state = State.READING;
      }
      if (polled.isEmpty() && System.nanoTime() - asked > ASK.toNanos()) {
        // A reader is not told that the broker is gone; one that asks it something is.
        boolean ignored = records.isAtEnd();
        asked = System.nanoTime();
      }
    }
  }

  private void tell(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    // When it had to begin anew, what is known comes again.
    if (record.offset() < next.getOrDefault(partition, 0L)) {
      return;
    }
    while (!isClosing() && !isTold(record)) {
      pause();
    }
    next.put(partition, record.offset() + 1);
  }

  private boolean isTold(ConsumerRecord<byte[], byte[]> record) {
    State before = state;
    try {
      Objects.requireNonNull(topics.get(record.topic())).tell(record);
    } catch (UncheckedIOException e) {
      wait(e);
      return false;
    } catch (WireFormatException | RuntimeException e) {
      // Whatever is wrong with one record, the others must be read.
      skipped.incrementAndGet();
      LOG.debug(
          "A record is skipped topic={} partition={} offset={}",
          record.topic(),
          record.partition(),
          record.offset(),
          e);
    }
    state = before == State.WAITING ? State.CATCHING_UP : before;
    return true;
  }

  private void retry(RuntimeException failure) {
    if (!isClosing()) {
      wait(failure);
      pause();
    }
  }

  private void wait(RuntimeException failure) {
    if (state == State.WAITING) {
      LOG.debug("The chronicle still cannot be read", failure);
      return;
    }
    state = State.WAITING;
    LOG.warn("The chronicle cannot be read and tries again: delay={}", RETRY, failure);
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void pause() {
    try {
      boolean ignored = closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Only closing interrupts this thread.
      Thread.currentThread().interrupt();
    }
  }

  /** Stops reading; idempotent. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(RETRY.toMillis());
      // It may be asking a broker that is gone.
      thread.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
