package dev.perennial.cli.cluster;

import dev.perennial.cli.stack.StartFailedException;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.execution.SavepointFormatType;

/** Stops a cluster's job with a savepoint, through Flink's own client. */
final class Savepoint {

  private static final Duration WRITTEN = Duration.ofMinutes(5);

  private Savepoint() {}

  /**
   * Lets the job write all it holds, commit what it has said so far, and end.
   *
   * @param directory the cluster's
   * @return where the savepoint lies: self-contained, and in the format that every state backend
   *     and parallelism reads
   * @throws InvalidSettingsException if there is no job that could write one; it goes on as it was
   * @throws StartFailedException if it is not written within five minutes
   * @throws InterruptedException if the thread is interrupted
   */
  static Path take(Path directory) throws InterruptedException {
    Configuration flink =
        GlobalConfiguration.loadConfiguration(directory.resolve("flink").toString());
    String target = RestorePoint.savepoints(directory).toUri().toString();
    try (RestClusterClient<String> client = new RestClusterClient<>(flink, "local")) {
      return Path.of(
          URI.create(
              client
                  .stopWithSavepoint(
                      JobID.fromHexString(JobManager.JOB),
                      false,
                      target,
                      SavepointFormatType.CANONICAL)
                  .get(WRITTEN.toSeconds(), TimeUnit.SECONDS)));
    } catch (ExecutionException refused) {
      throw new InvalidSettingsException(
          List.of(
              "--savepoint was not written, `status` tells whether the job runs; without it `stop` ends the rest: "
                  + rootOf(refused)));
    } catch (TimeoutException slow) {
      throw new StartFailedException(
          "no savepoint was written within %d s".formatted(WRITTEN.toSeconds()), slow);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("Flink's client cannot be made", e);
    }
  }

  private static String rootOf(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
  }
}
