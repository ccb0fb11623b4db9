package dev.perennial.ingest;

import dev.perennial.ingest.topology.IngestTopology;
import dev.perennial.ingest.topology.RejectLog;
import dev.perennial.schemas.admin.Access;
import dev.perennial.schemas.app.Failures;
import dev.perennial.schemas.app.Restarts;
import dev.perennial.schemas.http.StatusServer;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.streams.StreamsCondition;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running application. Reads and writes exactly once: after a crash it goes on where its last
 * transaction ended, with the same numbers. Its input and output topics must exist.
 *
 * <p>Thread-safe.
 */
public final class Ingest implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

  private final KafkaStreams streams;
  private final Registry registry;
  private final RejectLog rejectLog;
  private final IngestMeters meters;
  private final StatusServer web;
  private final Restarts restarts = new Restarts(Clock.systemUTC());
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean isSummarized = new AtomicBoolean();
  private final CountDownLatch closing = new CountDownLatch(1);

  private Ingest(
      KafkaStreams streams,
      Registry registry,
      RejectLog rejectLog,
      IngestMeters meters,
      StatusServer web) {
    this.streams = streams;
    this.registry = registry;
    this.rejectLog = rejectLog;
    this.meters = meters;
    this.web = web;
  }

  /**
   * Starts the application that {@code settings} describe in their sections {@code kafka}, {@code
   * registry} and {@code ingest}. Answers before it has connected.
   *
   * @throws InvalidSettingsException if a section does not fit
   * @throws UncheckedIOException if the address of {@code ingest.web} cannot be listened on
   */
  public static Ingest start(SettingsFile settings) {
    IngestSettings own = settings.section("ingest", IngestSettings.class, IngestSettings.DEFAULTS);
    Properties properties = properties(own, settings.kafka());
    RocksDb.require(own.labels().store());
    Registry registry = Registry.at(settings.registry());
    RejectLog rejectLog = new RejectLog();
    KafkaStreams streams =
        new KafkaStreams(IngestTopology.of(own, registry, rejectLog), properties);
    IngestMeters meters = new IngestMeters(streams, rejectLog);
    try {
      StatusServer web =
          StatusServer.start(
              "ingest.web", own.web(), () -> StreamsCondition.of(streams.state()), meters::text);
      Ingest ingest = new Ingest(streams, registry, rejectLog, meters, web);
      ingest.start();
      return ingest;
    } catch (InvalidSettingsException e) {
      close(meters, streams, registry);
      throw e;
    } catch (IOException e) {
      close(meters, streams, registry);
      throw new UncheckedIOException(
          "ingest.web cannot listen on %s:%d: %s"
              .formatted(own.web().host(), own.web().port(), e.getMessage()),
          e);
    }
  }

  private static void close(IngestMeters meters, KafkaStreams streams, Registry registry) {
    meters.close();
    streams.close();
    registry.close();
  }

  /**
   * What Kafka Streams is started with: chosen for throughput where that costs a reader no more
   * than the commit interval. What {@code kafka} and {@code ingest.streams} state goes over that,
   * but not over what makes results exact. Nothing is compressed; {@code compression.type} changes
   * that.
   *
   * @throws InvalidSettingsException if Kafka Streams does not take them
   */
  static Properties properties(IngestSettings settings, KafkaSettings kafka) {
    Properties properties =
        kafka.toProperties(speed(settings), settings.streams(), safety(settings));
    try {
      new StreamsConfig(properties);
    } catch (ConfigException e) {
      throw new InvalidSettingsException(List.of("ingest.streams: " + e.getMessage()));
    }
    return properties;
  }

  private static Map<String, Object> speed(IngestSettings settings) {
    return Map.ofEntries(
        Map.entry(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitInterval().toMillis()),
        Map.entry(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads()),
        Map.entry(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 4_000),
        Map.entry(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 4_000),
        Map.entry(
            StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 4 << 20),
        // How long a partition lies still after its reader was killed; Kafka's default is 45 s.
        Map.entry(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000),
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 256 << 10),
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 10),
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), 64 << 20),
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "none"));
  }

  private static Map<String, Object> safety(IngestSettings settings) {
    return Map.of(
        StreamsConfig.APPLICATION_ID_CONFIG,
        settings.applicationId(),
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        StreamsConfig.EXACTLY_ONCE_V2,
        // Kafka Streams guards the common consumer's keys itself, but not the main consumer's.
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG),
        "read_committed",
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG),
        "false",
        StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG),
        "all",
        // The producer refuses what is larger, and a reject is larger than what it refuses.
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        Topic.MAX_OUTPUT_BYTES);
  }

  private void start() {
    streams.setStateListener(this::onState);
    streams.setUncaughtExceptionHandler(this::onFailure);
    streams.start();
    LOG.info("Ingest has started address={}", web.address());
  }

  private void onState(KafkaStreams.State now, KafkaStreams.State before) {
    LOG.info("Ingest changed state: state={} before={}", now, before);
    if (now == KafkaStreams.State.RUNNING) {
      running.countDown();
    }
    if (now.hasCompletedShutdown()) {
      running.countDown();
      ended.countDown();
    }
  }

  /** Runs in the thread that failed, which may wait: it has no more work. */
  private StreamThreadExceptionResponse onFailure(Throwable failure) {
    Optional<Duration> delay = restarts.after(failure);
    if (delay.isEmpty()) {
      LOG.error("Ingest stops: a restart did not heal the failure", failure);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    LOG.warn("A thread failed and will be replaced: delay={}", delay.get(), failure);
    try {
      boolean isClosing = closing.await(delay.get().toMillis(), TimeUnit.MILLISECONDS);
      return isClosing
          ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
          : StreamThreadExceptionResponse.REPLACE_THREAD;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
  }

  /** Where probes and Prometheus ask, with the port it has taken. */
  public URI address() {
    return web.address();
  }

  /**
   * Waits until the application has its partitions and works on them.
   *
   * @throws TimeoutException if it does not within {@code timeout}
   * @throws IllegalStateException if it has stopped
   * @throws InterruptedException if the caller is interrupted
   */
  public void awaitRunning(Duration timeout) throws TimeoutException, InterruptedException {
    if (!running.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new TimeoutException(
          "ingest is not running after %s: %s".formatted(timeout, streams.state()));
    }
    if (ended.getCount() == 0) {
      throw new IllegalStateException("ingest has stopped: " + streams.state());
    }
  }

  /** Waits until the application has stopped, by {@link #close} or by a failure. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Whether the application stopped by itself, after a failure that no restart heals. */
  public boolean hasFailed() {
    return streams.state() == KafkaStreams.State.ERROR;
  }

  /** Ends the open transaction and stops; idempotent. */
  @Override
  public void close() {
    closing.countDown();
    // Otherwise the group waits for this member until its session times out.
    streams.close(
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    web.close();
    meters.close();
    registry.close();
    if (isSummarized.compareAndSet(false, true)) {
      rejectLog.summarize();
    }
  }

  /**
   * Runs the application until the process is ended: {@code --config FILE}. Exit code 64 for a
   * wrong command or file, with a line a problem, and 1 if the broker or the registry refuses it,
   * with a line a cause, or the application stopped by itself.
   */
  public static void main(String[] arguments) throws InterruptedException {
    System.exit(run(arguments, System.err));
  }

  static int run(String[] arguments, PrintStream problems) throws InterruptedException {
    try {
      SettingsFile settings = SettingsFile.ofArguments("ingest", arguments);
      Access.requireNoRefusal(settings);
      return run(settings);
    } catch (InvalidSettingsException | KafkaException | UncheckedIOException e) {
      return Failures.tell("ingest", e, problems);
    }
  }

  private static int run(SettingsFile settings) throws InterruptedException {
    try (Ingest ingest = start(settings)) {
      Runtime.getRuntime().addShutdownHook(new Thread(ingest::close, "ingest-shutdown"));
      ingest.awaitEnd();
      return ingest.hasFailed() ? Failures.EXIT_CODE : 0;
    }
  }
}
