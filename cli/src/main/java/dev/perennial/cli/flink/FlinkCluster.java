package dev.perennial.cli.flink;

import dev.perennial.learner.job.JobSettings;
import dev.perennial.learner.job.LearnerJob;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.SettingsFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.deployment.executors.RemoteExecutor;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.JobExceptionsHeaders;
import org.apache.flink.runtime.rest.messages.JobExceptionsInfoWithHistory.RootExceptionInfo;
import org.apache.flink.runtime.rest.messages.JobMessageParameters;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointStatistics.CompletedCheckpointStatistics;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointingStatistics;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointingStatisticsHeaders;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo.JobVertexDetailsInfo;
import org.apache.flink.runtime.rest.messages.job.JobExceptionsMessageParameters;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink cluster at an address. Every method asks it and waits for the answer, at most a minute
 * unless said otherwise. Owned by one thread, which closes it.
 */
public final class FlinkCluster implements AutoCloseable {

  private static final Duration ANSWER = Duration.ofMinutes(1);

  /** Longer than Flink lets a savepoint take, ten minutes unless its settings say otherwise. */
  private static final Duration WRITTEN = Duration.ofMinutes(15);

  private static final Duration POLL = Duration.ofMillis(250);

  private final String address;
  private final Configuration configuration;
  private final RestClusterClient<StandaloneClusterId> client;

  private FlinkCluster(
      String address, Configuration configuration, RestClusterClient<StandaloneClusterId> client) {
    this.address = address;
    this.configuration = configuration;
    this.client = client;
  }

  /**
   * The cluster at an address.
   *
   * @param address of its REST API, as host:port
   * @param flink Flink's own keys for the client, for example {@code security.ssl.rest.enabled};
   *     may be empty
   * @throws InvalidSettingsException if the address is none, or the cluster is of another version
   *     of Flink
   * @throws FlinkFailedException if nobody answers there as Flink does
   * @throws InterruptedException if the thread is interrupted
   */
  public static FlinkCluster at(String address, Map<String, String> flink)
      throws InterruptedException {
    Configuration configuration = new Configuration();
    // Whoever types a wrong address wants to know it now; the default goes on trying for a minute.
    configuration.set(RestOptions.RETRY_MAX_ATTEMPTS, 3);
    configuration.set(RestOptions.RETRY_DELAY, Duration.ofSeconds(1));
    flink.forEach(configuration::setString);
    URI rest = parse(address);
    configuration.set(RestOptions.ADDRESS, rest.getHost());
    configuration.set(RestOptions.PORT, rest.getPort());
    // The client asks one or the other, as the case may be.
    configuration.set(JobManagerOptions.ADDRESS, rest.getHost());
    configuration.set(JobManagerOptions.PORT, rest.getPort());
    FlinkCluster cluster = new FlinkCluster(address, configuration, client(configuration));
    try {
      cluster.requireOwnVersion();
    } catch (RuntimeException | InterruptedException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private static URI parse(String address) {
    try {
      URI rest = new URI("http://" + address);
      if (rest.getHost() != null && rest.getPort() > 0 && rest.getRawPath().isEmpty()) {
        return rest;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new InvalidSettingsException(List.of("--jobmanager must be HOST:PORT: " + address));
  }

  private static RestClusterClient<StandaloneClusterId> client(Configuration configuration) {
    try {
      return new RestClusterClient<>(configuration, StandaloneClusterId.getInstance());
    } catch (Exception e) {
      throw new FlinkFailedException(
          "Flink's client cannot be made of the section flink", Headlines.of(e));
    }
  }

  /** A job's graph is made here and read there, so both must be of one minor version. */
  private void requireOwnVersion() throws InterruptedException {
    String theirs =
        ask("no Flink cluster answers at " + address, client.getClusterOverview()).getVersion();
    String ours = EnvironmentInformation.getVersion();
    if (!minor(theirs).equals(minor(ours))) {
      throw new InvalidSettingsException(
          List.of(
              "--jobmanager must be of Flink %s.x: %s runs %s"
                  .formatted(minor(ours), address, theirs)));
    }
  }

  /** {@code 2.2} of {@code 2.2.1}. */
  static String minor(String version) {
    String[] parts = version.split("\\.", 3);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  /**
   * The jobs of a name, or the one of an id, the newest first; those that ended, too, as long as
   * the cluster remembers them. Empty if there is none.
   */
  public List<FlinkJob> jobs(String nameOrId) throws InterruptedException {
    Collection<JobStatusMessage> all = ask("jobs cannot be listed", client.listJobs());
    List<JobStatusMessage> named =
        all.stream()
            .filter(
                job ->
                    job.getJobName().equals(nameOrId)
                        || job.getJobId().toHexString().equals(nameOrId))
            .sorted(Comparator.comparingLong(JobStatusMessage::getStartTime).reversed())
            .toList();
    List<FlinkJob> jobs = new ArrayList<>();
    for (JobStatusMessage job : named) {
      jobs.add(job(job.getJobId().toHexString()));
    }
    return jobs;
  }

  /**
   * The one job of a name, or of an id, that has not ended; empty if there is none.
   *
   * @throws InvalidSettingsException if there are several, with their ids
   */
  public Optional<FlinkJob> liveJob(String nameOrId) throws InterruptedException {
    List<FlinkJob> live = jobs(nameOrId).stream().filter(job -> !job.hasEnded()).toList();
    if (live.size() > 1) {
      throw new InvalidSettingsException(
          List.of(
              "%d jobs of that name run on %s, so say which by its id: %s"
                  .formatted(
                      live.size(),
                      address,
                      String.join(", ", live.stream().map(FlinkJob::id).toList()))));
    }
    return live.stream().findFirst();
  }

  /** Flink's page about a job. */
  public String page(String id) {
    return "%s/#/job/running/%s".formatted(client.getWebInterfaceURL(), id);
  }

  /** A job as it is now. */
  public FlinkJob job(String id) throws InterruptedException {
    JobID job = JobID.fromHexString(id);
    JobDetailsInfo details = ask("no job answers to " + id, client.getJobDetails(job));
    int tasks = 0;
    int running = 0;
    for (JobVertexDetailsInfo vertex : details.getJobVertexInfos()) {
      tasks += vertex.getParallelism();
      running += vertex.getTasksPerState().getOrDefault(ExecutionState.RUNNING, 0);
    }
    return new FlinkJob(
        id,
        details.getName(),
        details.getJobStatus(),
        tasks,
        running,
        newestCheckpoint(job),
        newestFailure(job));
  }

  private Optional<String> newestCheckpoint(JobID job) throws InterruptedException {
    JobMessageParameters parameters = new JobMessageParameters();
    parameters.jobPathParameter.resolve(job);
    CheckpointingStatistics statistics =
        ask(
            "the job's checkpoints cannot be asked for",
            client.sendRequest(
                CheckpointingStatisticsHeaders.getInstance(),
                parameters,
                EmptyRequestBody.getInstance()));
    CheckpointingStatistics.LatestCheckpoints latest = statistics.getLatestCheckpoints();
    return Stream.of(latest.getCompletedCheckpointStatistics(), latest.getSavepointStatistics())
        .filter(Objects::nonNull)
        .max(Comparator.comparingLong(CompletedCheckpointStatistics::getId))
        .map(CompletedCheckpointStatistics::getExternalPath);
  }

  private List<String> newestFailure(JobID job) throws InterruptedException {
    JobExceptionsMessageParameters parameters = new JobExceptionsMessageParameters();
    parameters.jobPathParameter.resolve(job);
    List<RootExceptionInfo> failures =
        ask(
                "the job's failures cannot be asked for",
                client.sendRequest(
                    JobExceptionsHeaders.getInstance(), parameters, EmptyRequestBody.getInstance()))
            .getExceptionHistory()
            .getEntries();
    return failures.stream()
        .max(Comparator.comparingLong(RootExceptionInfo::getTimestamp))
        .map(failure -> Headlines.of(failure.getStacktrace()))
        .orElse(List.of());
  }

  /**
   * Submits the learner job.
   *
   * @param settings of the job; read here only, so the cluster needs no such file
   * @param jar the job's
   * @param from the checkpoint or savepoint it goes on from; empty for the log's beginning
   * @return its id
   * @throws InvalidSettingsException if the settings do not fit
   * @throws FlinkFailedException if the cluster does not take it
   */
  public String submit(SettingsFile settings, Path jar, Optional<String> from)
      throws InterruptedException {
    Configuration target = LearnerJob.flinkConfiguration(settings);
    target.addAll(configuration);
    target.set(DeploymentOptions.TARGET, RemoteExecutor.NAME);
    target.set(DeploymentOptions.ATTACHED, false);
    target.set(PipelineOptions.JARS, List.of(jar.toUri().toString()));
    // What is not restored can only be the place of a reader that no learner names any more: every
    // other operator's name is fixed. The savepoint stays its owner's.
    from.ifPresent(
        path ->
            SavepointRestoreSettings.toConfiguration(
                SavepointRestoreSettings.forPath(path, true, RecoveryClaimMode.NO_CLAIM), target));
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(target);
    LearnerJob.define(environment, settings);
    String name = settings.section("job", JobSettings.class, JobSettings.DEFAULTS).name();
    try {
      return environment.executeAsync(name).getJobID().toHexString();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new FlinkFailedException(
          "the cluster at %s does not take the job".formatted(address), Headlines.of(e));
    }
  }

  /**
   * Waits until all tasks of a job run: only then is it known that the engine is there and the
   * state fits.
   *
   * @param said hears each failure from which Flink restarts the job
   * @throws FlinkFailedException if the job ends, or does not work within {@code patience}; it then
   *     stays as it is
   */
  public void awaitWorking(String id, Duration patience, Consumer<String> said)
      throws InterruptedException {
    long since = System.nanoTime();
    List<String> told = List.of();
    FlinkJob job = job(id);
    while (!job.works()) {
      if (job.hasEnded()) {
        throw new FlinkFailedException(
            "the job is %s".formatted(job.status().name().toLowerCase(Locale.ROOT)), job.failure());
      }
      if (System.nanoTime() - since > patience.toNanos()) {
        throw new FlinkFailedException(
            "the job does not work after %d s, %d of %d tasks run"
                .formatted(patience.toSeconds(), job.running(), job.tasks()),
            job.failure());
      }
      if (!job.failure().equals(told)) {
        told = job.failure();
        said.accept("the job failed and is restarted: " + String.join("; ", told));
      }
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      job = job(id);
    }
  }

  /**
   * Lets a job write all it holds, commit what it has said so far, and end. Waits for the
   * savepoint, at most a quarter of an hour; {@link #awaitEnded} waits for the end, which comes
   * right after.
   *
   * @param directory where the savepoint goes, a URI that the cluster's file systems know; empty
   *     for where the client's keys of Flink say, or else the cluster's
   * @return where it lies: self-contained, and in the format that every state backend and
   *     parallelism reads
   * @throws FlinkFailedException if it is not written, and the job goes on as it was; or if the
   *     cluster cannot be asked meanwhile, when it may still be written and end the job
   */
  public String stopWithSavepoint(String id, Optional<String> directory)
      throws InterruptedException {
    return ask(
        "no savepoint is known of the job %s; if one is being written still, the job ends with it, and `status` names it"
            .formatted(id),
        client.stopWithSavepoint(
            JobID.fromHexString(id),
            false,
            directory
                .or(() -> configuration.getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY))
                .orElse(null),
            SavepointFormatType.CANONICAL),
        WRITTEN);
  }

  /**
   * Ends a job at once and waits until it has ended.
   *
   * @return the job as it ended; its newest checkpoint stays
   * @throws FlinkFailedException if it does not end within a minute
   */
  public FlinkJob cancel(String id) throws InterruptedException {
    ask("the job cannot be cancelled", client.cancel(JobID.fromHexString(id)));
    return awaitEnded(id);
  }

  /**
   * Waits until a job has ended that was told to.
   *
   * @return the job as it ended
   * @throws FlinkFailedException if it does not end within a minute, or the cluster ends with it
   */
  public FlinkJob awaitEnded(String id) throws InterruptedException {
    long since = System.nanoTime();
    FlinkJob job = job(id);
    while (!job.hasEnded()) {
      if (System.nanoTime() - since > ANSWER.toNanos()) {
        throw new FlinkFailedException(
            "the job has not ended after %d s: it is %s"
                .formatted(ANSWER.toSeconds(), job.status()),
            List.of());
      }
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      job = job(id);
    }
    return job;
  }

  private static <T> T ask(String failure, CompletableFuture<T> answer)
      throws InterruptedException {
    return ask(failure, answer, ANSWER);
  }

  private static <T> T ask(String failure, CompletableFuture<T> answer, Duration patience)
      throws InterruptedException {
    try {
      return answer.get(patience.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new FlinkFailedException(failure, Headlines.of(e));
    } catch (TimeoutException e) {
      throw new FlinkFailedException(
          failure, List.of("nothing came within %d s".formatted(patience.toSeconds())));
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
