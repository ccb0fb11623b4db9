package dev.perennial.cli.flink;

import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;

/**
 * A job on a Flink cluster, as it was a moment ago.
 *
 * @param id 32 hexadecimal digits
 * @param name the setting {@code job.name}
 * @param status what Flink calls its state
 * @param tasks how many it is made of; 0 before it is scheduled
 * @param running how many of them run
 * @param checkpoint where its newest completed checkpoint or savepoint lies, if there is one
 * @param failure why it failed last, a line a cause, the outermost first; empty if it never did
 */
public record FlinkJob(
    String id,
    String name,
    JobStatus status,
    int tasks,
    int running,
    Optional<String> checkpoint,
    List<String> failure) {

  /** Copies the list. */
  public FlinkJob {
    failure = List.copyOf(failure);
  }

  /** Whether all its tasks run. */
  public boolean works() {
    return status == JobStatus.RUNNING && tasks > 0 && running == tasks;
  }

  /** Whether it has ended for good. */
  public boolean hasEnded() {
    return status.isGloballyTerminalState();
  }
}
