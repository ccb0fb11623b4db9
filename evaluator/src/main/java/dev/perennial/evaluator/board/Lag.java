package dev.perennial.evaluator.board;

import java.util.OptionalLong;

/** How far learners are behind the log. Thread-safe: any thread may ask at any time. */
@FunctionalInterface
public interface Lag {

  /** Known of no stream. */
  Lag UNKNOWN = stream -> OptionalLong.empty();

  /**
   * How many entries of a stream's partition of {@code experiences} the learner job has not read;
   * streams that share a partition share its lag. 0 where all are read; empty where it is not
   * known: the job has not committed a place yet, or the broker does not answer.
   */
  OptionalLong of(String stream);
}
