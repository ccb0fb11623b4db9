package dev.perennial.cli.stack;

import static dev.perennial.cli.stack.FreePorts.LOOPBACK;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink cluster in this JVM: one job manager, one task manager, the web page on a free port of
 * the loopback interface. State is kept in RocksDB and checkpoints are incremental unless the job
 * says otherwise.
 *
 * <p>Not thread-safe. Jobs run on the JVM's own class path, where DJL's native library is loaded
 * once.
 */
public final class EmbeddedFlink implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFlink.class);
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final MiniCluster cluster;
  private final URI address;
  private final List<Job> jobs = new ArrayList<>();

  private EmbeddedFlink(MiniCluster cluster, URI address) {
    this.cluster = cluster;
    this.address = address;
  }

  /**
   * Starts a cluster.
   *
   * @param directory where checkpoints, RocksDB's files and temporary files go; created if missing
   * @param slots how many tasks may run side by side; at least 1
   * @throws StartFailedException if it does not start
   */
  public static EmbeddedFlink start(Path directory, int slots) {
    long started = System.nanoTime();
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration(directory))
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .withRandomPorts()
                .build());
    try {
      cluster.start();
      URI address = cluster.getRestAddress().get();
      LOG.info(
          "flink started address={} slots={} tookMillis={}",
          address,
          slots,
          (System.nanoTime() - started) / 1_000_000);
      return new EmbeddedFlink(cluster, address);
    } catch (Exception e) {
      StartFailedException failure = new StartFailedException("the Flink cluster did not start", e);
      close(cluster).ifPresent(failure::addSuppressed);
      throw failure;
    }
  }

  /**
   * Submits what {@code environment} defines and returns when the cluster has accepted it.
   *
   * @throws StartFailedException if the cluster refuses it
   * @throws InterruptedException if the thread is interrupted
   */
  public Job submit(StreamExecutionEnvironment environment) throws InterruptedException {
    try {
      JobID id = cluster.submitJob(environment.getStreamGraph()).get().getJobID();
      LOG.info("flink job submitted job={}", id);
      Job job = new Job(id, cluster.requestJobResult(id));
      jobs.add(job);
      return job;
    } catch (ExecutionException e) {
      throw new StartFailedException("the Flink cluster refused the job", e);
    }
  }

  /** The web page and REST API. */
  public URI address() {
    return address;
  }

  /** Cancels what runs and stops the cluster; waits for at most 10 seconds for each. */
  @Override
  public void close() {
    jobs.forEach(this::cancel);
    close(cluster)
        .ifPresentOrElse(
            reason -> LOG.warn("flink did not stop in order address={} reason={}", address, reason),
            () -> LOG.info("flink stopped address={}", address));
  }

  /** A job whose cluster goes away under it calls that a failure, and leaves transactions open. */
  private void cancel(Job job) {
    if (job.failure().isEmpty()) {
      cluster
          .cancelJob(job.id)
          .thenCompose(acknowledged -> job.result)
          .orTimeout(CLOSE.toSeconds(), TimeUnit.SECONDS)
          .handle((result, reason) -> Optional.ofNullable(reason))
          .join()
          .ifPresent(
              reason -> LOG.warn("flink job was not cancelled job={} reason={}", job.id, reason));
    }
  }

  private static Optional<Throwable> close(MiniCluster cluster) {
    CompletableFuture<Void> closed = cluster.closeAsync();
    return closed
        .orTimeout(CLOSE.toSeconds(), TimeUnit.SECONDS)
        .handle((nothing, reason) -> Optional.ofNullable(reason))
        .join();
  }

  private static Configuration configuration(Path directory) {
    Configuration configuration = new Configuration();
    configuration.setString("rest.address", LOOPBACK);
    configuration.setString("rest.bind-address", LOOPBACK);
    configuration.setString("web.submit.enable", "false");
    configuration.setString("web.tmpdir", directory.resolve("web").toString());
    configuration.setString("io.tmp.dirs", directory.resolve("tmp").toString());
    configuration.setString("state.backend.type", "rocksdb");
    configuration.setString("execution.checkpointing.incremental", "true");
    configuration.setString(
        "execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
    return configuration;
  }

  /** A job on the cluster. Thread-safe. */
  public static final class Job {

    private final JobID id;
    private final CompletableFuture<JobResult> result;

    private Job(JobID id, CompletableFuture<JobResult> result) {
      this.id = id;
      this.result = result;
    }

    /** The job's id, 32 hexadecimal digits. */
    public String id() {
      return id.toHexString();
    }

    /**
     * Why the job no longer runs; empty while it does. A job without end that ends has failed, even
     * if Flink calls it finished or cancelled.
     */
    public Optional<Throwable> failure() {
      if (!result.isDone()) {
        return Optional.empty();
      }
      try {
        JobResult ended = result.join();
        return Optional.of(
            ended
                .getSerializedThrowable()
                .<Throwable>map(cause -> cause)
                .orElseGet(
                    () ->
                        new IllegalStateException(
                            "the job ended as " + ended.getApplicationStatus())));
      } catch (RuntimeException e) {
        return Optional.of(e);
      }
    }
  }
}
