package dev.perennial.cli.stack;

import dev.perennial.evaluator.Evaluator;
import dev.perennial.ingest.Ingest;
import dev.perennial.learner.job.JobSettings;
import dev.perennial.learner.job.LearnerJob;
import dev.perennial.schemas.admin.Topics;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.SettingsFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole pipeline in this JVM, running: broker, schema registry, topics, ingest, learner job,
 * evaluator. Owned by the thread that starts it and closes it.
 */
public final class EmbeddedStack implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStack.class);
  private static final Duration START = Duration.ofSeconds(90);

  private final Opened parts;
  private final SettingsFile settings;
  private final EmbeddedBroker broker;
  private final EmbeddedRegistry registry;
  private final EmbeddedFlink flink;
  private final Ingest ingest;
  private final Evaluator evaluator;
  private final EmbeddedFlink.Job job;

  private EmbeddedStack(
      Opened parts,
      SettingsFile settings,
      EmbeddedBroker broker,
      EmbeddedRegistry registry,
      EmbeddedFlink flink,
      Ingest ingest,
      Evaluator evaluator,
      EmbeddedFlink.Job job) {
    this.parts = parts;
    this.settings = settings;
    this.broker = broker;
    this.registry = registry;
    this.flink = flink;
    this.ingest = ingest;
    this.evaluator = evaluator;
    this.job = job;
  }

  /**
   * Starts every part and returns when all of them run.
   *
   * @param blueprint what the parts read; addresses and directories in it are replaced
   * @param directory where everything is written; must exist
   * @throws StartFailedException if a part does not start; those that had are closed
   * @throws InvalidSettingsException if the blueprint does not fit
   * @throws InterruptedException if the thread is interrupted; what had started is closed
   */
  public static EmbeddedStack start(Blueprint blueprint, Path directory)
      throws InterruptedException {
    long started = System.nanoTime();
    blueprint.check();
    try (Opened parts = Opened.nothing()) {
      parts.add(LogFile.open(directory.resolve("perennial.log")));
      // The registry takes longest and starts in a process of its own; meanwhile the others start.
      EmbeddedRegistry registry =
          parts.add(EmbeddedRegistry.launch(EmbeddedRegistry.home(), directory));
      EmbeddedBroker broker = parts.add(EmbeddedBroker.start(directory.resolve("broker")));
      SettingsFile settings = settings(blueprint, directory, broker, registry);
      JobSettings jobSettings = settings.section("job", JobSettings.class, JobSettings.DEFAULTS);
      EmbeddedFlink flink =
          parts.add(EmbeddedFlink.start(directory.resolve("flink"), jobSettings.parallelism()));
      registry.awaitRunning(START);
      Topics.create(settings);
      // They find each other on topics, so they start side by side.
      Ingest ingest = parts.add(Ingest.start(settings));
      Evaluator evaluator = parts.add(Evaluator.start(settings));
      EmbeddedFlink.Job job = flink.submit(job(settings));
      ingest.awaitRunning(START);
      evaluator.awaitRunning(START);
      LOG.info(
          "stack started directory={} tookMillis={}",
          directory,
          (System.nanoTime() - started) / 1_000_000);
      return new EmbeddedStack(
          parts.handOver(), settings, broker, registry, flink, ingest, evaluator, job);
    } catch (TimeoutException | IOException e) {
      throw new StartFailedException("the stack did not start; its log is in " + directory, e);
    }
  }

  /** What the parts were started from, addresses included. */
  public SettingsFile settings() {
    return settings;
  }

  /** The broker's address, as host:port. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** The schema registry's Confluent-compatible endpoint. */
  public String registryUrl() {
    return registry.url();
  }

  /** Flink's web page. */
  public URI flinkAddress() {
    return flink.address();
  }

  /** The evaluator's web page and REST API. */
  public URI evaluatorAddress() {
    return evaluator.address();
  }

  /**
   * Throws if a part has died, so that nobody waits for what will never come.
   *
   * @throws PartFailedException naming the part, and why it died where that is known
   */
  public void requireAlive() {
    job.failure()
        .ifPresent(
            cause -> {
              throw new PartFailedException("the learner job failed", cause);
            });
    if (!registry.isAlive()) {
      throw new PartFailedException("the schema registry's process ended");
    }
    if (ingest.hasFailed()) {
      throw new PartFailedException("ingest stopped");
    }
    if (evaluator.hasFailed()) {
      throw new PartFailedException("the evaluator stopped");
    }
  }

  /** Stops every part, the last started first; what it wrote stays. */
  @Override
  public void close() {
    // An interrupt has done its work by bringing us here; it must not cut the cleaning up short.
    boolean interrupted = Thread.interrupted();
    parts.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static SettingsFile settings(
      Blueprint blueprint, Path directory, EmbeddedBroker broker, EmbeddedRegistry registry)
      throws IOException {
    Blueprint placed = blueprint.placed(broker.bootstrapServers(), registry.url(), 0, directory);
    PrivateFile.write(directory.resolve("application.yaml"), placed.yaml());
    return placed.settings();
  }

  private static StreamExecutionEnvironment job(SettingsFile settings) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(LearnerJob.flinkConfiguration(settings));
    LearnerJob.define(environment, settings);
    return environment;
  }
}
