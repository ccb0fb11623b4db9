package dev.perennial.evaluator;

import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.chronicle.Chronicle;
import dev.perennial.evaluator.chronicle.ChronicleReader;
import dev.perennial.evaluator.lag.LagWatch;
import dev.perennial.evaluator.topology.EvaluatorTopology;
import dev.perennial.evaluator.web.Health;
import dev.perennial.evaluator.web.Sources;
import dev.perennial.evaluator.web.WebServer;
import dev.perennial.schemas.admin.Access;
import dev.perennial.schemas.app.Condition;
import dev.perennial.schemas.app.Failures;
import dev.perennial.schemas.app.Restarts;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.streams.ProcessMeters;
import dev.perennial.schemas.streams.StreamsCondition;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
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
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running application: topology and web server. The topics must exist before it starts.
 *
 * <p>Thread-safe.
 */
public final class Evaluator implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Evaluator.class);
  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final Registry registry;
  private final KafkaStreams streams;
  private final LagWatch lag;
  private final ChronicleReader chronicle;
  private final ProcessMeters meters;
  private final WebServer web;
  private final Restarts restarts = new Restarts(Clock.systemUTC());
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);

  private Evaluator(
      Registry registry,
      KafkaStreams streams,
      LagWatch lag,
      ChronicleReader chronicle,
      ProcessMeters meters,
      WebServer web) {
    this.registry = registry;
    this.streams = streams;
    this.lag = lag;
    this.chronicle = chronicle;
    this.meters = meters;
    this.web = web;
  }

  /**
   * Starts with the sections {@code kafka}, {@code registry} and {@code evaluator} of a file, and
   * does not wait until it runs. The caller closes what is returned.
   *
   * @throws InvalidSettingsException if a section cannot be used
   * @throws UncheckedIOException if the web server's address cannot be listened on
   */
  public static Evaluator start(SettingsFile file) {
    EvaluatorSettings settings =
        file.section("evaluator", EvaluatorSettings.class, EvaluatorSettings.DEFAULTS);
    Properties properties = properties(file.kafka(), settings);
    Registry registry = Registry.at(file.registry());
    Board board = new Board();
    LagWatch lag = LagWatch.start(file.kafka(), settings.jobs());
    KafkaStreams streams =
        new KafkaStreams(EvaluatorTopology.of(settings.fold(), registry, board, lag), properties);
    Chronicle chronicle = new Chronicle();
    ChronicleReader reader =
        ChronicleReader.start(chronicle, settings.web().history(), file.kafka(), registry);
    ProcessMeters meters = new ProcessMeters(streams);
    try {
      Sources sources =
          new Sources(board, chronicle, lag, () -> health(streams.state(), reader.state()));
      WebServer web = WebServer.start(settings.web(), sources, List.of(meters));
      Evaluator evaluator = new Evaluator(registry, streams, lag, reader, meters, web);
      evaluator.run();
      return evaluator;
    } catch (InvalidSettingsException e) {
      close(meters, reader, lag, streams, registry);
      throw e;
    } catch (IOException e) {
      close(meters, reader, lag, streams, registry);
      throw new UncheckedIOException(
          "the web server cannot listen on %s:%d: %s"
              .formatted(settings.web().host(), settings.web().port(), e.getMessage()),
          e);
    }
  }

  private static void close(
      ProcessMeters meters,
      ChronicleReader reader,
      LagWatch lag,
      KafkaStreams streams,
      Registry registry) {
    meters.close();
    reader.close();
    streams.close();
    lag.close();
    registry.close();
  }

  /**
   * What Kafka Streams is started with. What {@code kafka} and {@code evaluator.streams} state goes
   * over what is chosen for speed, but not over what makes results exact.
   *
   * @throws InvalidSettingsException if Kafka Streams does not take them
   */
  static Properties properties(KafkaSettings kafka, EvaluatorSettings settings) {
    Properties properties =
        kafka.toProperties(
            Map.of(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.commitInterval().toMillis(),
                StreamsConfig.NUM_STREAM_THREADS_CONFIG,
                settings.threads()),
            settings.streams(),
            safety(settings));
    try {
      new StreamsConfig(properties);
    } catch (ConfigException e) {
      throw new InvalidSettingsException(List.of("evaluator.streams: " + e.getMessage()));
    }
    return properties;
  }

  private static Map<String, Object> safety(EvaluatorSettings settings) {
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
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        EvaluatorTopology.MAX_RECORD_BYTES);
  }

  private void run() {
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING) {
            running.countDown();
          }
          if (now.hasCompletedShutdown()) {
            stopped.countDown();
          }
        });
    streams.setUncaughtExceptionHandler(this::onFailure);
    streams.start();
    LOG.info("The evaluator has started address={}", web.address());
  }

  /** Runs in the thread that failed, which may wait: it has no more work. */
  private StreamThreadExceptionResponse onFailure(Throwable failure) {
    Optional<Duration> delay = restarts.after(failure);
    if (delay.isEmpty()) {
      LOG.error("The evaluator stops: a restart did not heal the failure", failure);
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

  private static Health health(KafkaStreams.State state, ChronicleReader.State chronicle) {
    boolean isRead = chronicle != ChronicleReader.State.STOPPED;
    return new Health(isRead ? StreamsCondition.of(state) : Condition.DOWN, chronicle);
  }

  /** Where the web server listens, with the port it has taken. */
  public URI address() {
    return web.address();
  }

  /**
   * Waits until every partition is assigned and restored.
   *
   * @throws IllegalStateException if that takes longer than {@code atMost} or the thread is
   *     interrupted, with the state reached
   */
  public void awaitRunning(Duration atMost) {
    try {
      if (!running.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "the evaluator is not running after %s: %s".formatted(atMost, streams.state()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the evaluator was starting", e);
    }
  }

  /** Whether the application stopped by itself, after a failure that no restart heals. */
  public boolean hasFailed() {
    return streams.state() == KafkaStreams.State.ERROR;
  }

  /** Commits what is folded, leaves the group and stops serving; idempotent. */
  @Override
  public void close() {
    closing.countDown();
    // All state is in memory, so staying a member would only make the next start wait.
    if (!streams.close(
        CloseOptions.timeout(CLOSING)
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP))) {
      LOG.warn("The evaluator did not stop in time timeout={}", CLOSING);
    }
    web.close();
    meters.close();
    lag.close();
    chronicle.close();
    registry.close();
  }

  /**
   * Runs until the process is told to stop.
   *
   * @param args {@code --config FILE}; exit code 64 and one line a problem if they or the file
   *     cannot be used, 1 if the broker or the registry refuses it, with a line a cause, or it
   *     fails later
   */
  public static void main(String[] args) throws InterruptedException {
    Evaluator evaluator;
    try {
      SettingsFile settings = SettingsFile.ofArguments("evaluator", args);
      Access.requireNoRefusal(settings);
      evaluator = start(settings);
    } catch (InvalidSettingsException | KafkaException | UncheckedIOException e) {
      System.exit(Failures.tell("evaluator", e, System.err));
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(evaluator::close, "shutdown"));
    evaluator.stopped.await();
    // Reached only if it stopped by itself: a shutdown hook does not return to here.
    System.exit(evaluator.hasFailed() ? Failures.EXIT_CODE : 0);
  }
}
