package dev.perennial.cli.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a run came to.
 *
 * @param tasks the tasks' names in the order of the stream
 * @param samples training samples learned
 * @param rejected samples and commands that ingest did not accept
 * @param refused why a learner did not learn entries of the log; empty if none of them was refused
 * @param wall from the first training sample published to the last metric
 * @param learners one a learner, in the order they were configured
 */
public record Outcome(
    List<String> tasks,
    long samples,
    long rejected,
    Optional<Refusals> refused,
    Duration wall,
    List<LearnerOutcome> learners) {

  /**
   * Entries of the log that learners did not learn.
   *
   * @param count how many, counted once a learner; at least 1
   * @param first the reason of the first, in words
   */
  public record Refusals(long count, String first) {}

  /** Copies the lists. */
  public Outcome {
    tasks = List.copyOf(tasks);
    learners = List.copyOf(learners);
  }

  /** Wall-clock seconds. */
  public double wallSeconds() {
    return wall.toNanos() / 1e9;
  }

  /** Training samples a second of wall-clock time; 0 for a run that took none. */
  public double samplesPerSecond() {
    return wall.isZero() ? 0 : samples / wallSeconds();
  }
}
