package dev.perennial.cli.cluster;

import dev.perennial.cli.stack.Blueprint;
import dev.perennial.learner.job.JobSettings;
import dev.perennial.learner.job.LearnerJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.client.deployment.application.ApplicationClusterEntryPoint;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.client.program.ProgramInvocationException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.runtime.entrypoint.ClusterEntrypoint;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.runtime.util.SignalHandler;
import org.apache.flink.util.FlinkException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first class of a job manager's process: Flink's application mode, with the learner job as the
 * application. A job manager goes on from the newest checkpoint or savepoint of its job that is
 * whole: the job keeps its id, so it finds them.
 */
@SuppressWarnings("try") // Flink closes it, and may be interrupted there.
final class JobManager extends ApplicationClusterEntryPoint {

  /** The job's id: one cluster, one job. */
  static final String JOB = "00000000000000000000000000000001";

  private static final Logger LOG = LoggerFactory.getLogger(JobManager.class);

  private JobManager(Configuration configuration, PackagedProgram program) {
    super(configuration, program, StandaloneResourceManagerFactory.getInstance());
  }

  /** The same configuration for a job that writes nothing again which its results hold. */
  private static Path rereading(Path application) {
    Path rereading = application.resolveSibling("application-rereading.yaml");
    try {
      Files.writeString(
          rereading, Blueprint.read(application).with("job", Map.of("rereadResults", true)).yaml());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rereading;
  }

  /**
   * Runs until the process is ended or the job is.
   *
   * @param arguments Flink's configuration directory, the cluster's directory, the application's
   *     configuration file
   */
  public static void main(String[] arguments) throws FlinkException, ProgramInvocationException {
    EnvironmentInformation.logEnvironmentInfo(LOG, JobManager.class.getSimpleName(), arguments);
    SignalHandler.register(LOG);
    Configuration configuration = GlobalConfiguration.loadConfiguration(arguments[0]);
    configuration.set(DeploymentOptions.TARGET, "embedded");
    configuration.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, JOB);
    Path application = Path.of(arguments[2]);
    Duration timeout =
        Blueprint.read(application)
            .sections()
            .section("job", JobSettings.class, JobSettings.DEFAULTS)
            .transactionTimeout();
    RestorePoints points = RestorePoints.of(Path.of(arguments[1]), JOB);
    RestorePoints.Start start = points.start(Instant.now().minus(timeout));
    points.tidy();
    start
        .point()
        .ifPresent(
            point -> {
              LOG.info(
                  "The job goes on kind={} path={} behindResults={}",
                  point.kind(),
                  point.path(),
                  start.behindResults());
              // What is not restored can only be the place of a reader that no learner names any
              // more: every other operator's name is fixed.
              SavepointRestoreSettings.toConfiguration(
                  SavepointRestoreSettings.forPath(
                      point.path().toUri().toString(), true, point.kind().claim()),
                  configuration);
            });
    String[] program = {
      "--config", (start.behindResults() ? rereading(application) : application).toString()
    };
    PackagedProgram job =
        PackagedProgram.newBuilder()
            .setEntryPointClassName(LearnerJob.class.getName())
            .setArguments(program)
            .setUserClassPaths(List.of())
            .setConfiguration(configuration)
            .build();
    try {
      configureExecution(configuration, job);
    } catch (Exception e) {
      throw new FlinkException("the job cannot be configured", e);
    }
    ClusterEntrypoint.runClusterEntrypoint(new JobManager(configuration, job));
  }
}
