package dev.perennial.ingest.topology;

import org.apache.kafka.common.utils.Bytes;

/** A record that waits for another one. */
interface Waiting {

  /** Its offset in its topic. */
  long offset();

  /** When it was written, in milliseconds since 1970. */
  long time();

  /** Its value as it came. */
  Bytes value();

  /**
   * A sample that stands in the log without its label.
   *
   * @param sequence its place in the log
   * @param task the task it belongs to
   */
  record ForLabel(long offset, long time, long sequence, String task, Bytes value)
      implements Waiting {}

  /** A label whose sample has not come. */
  record ForSample(long offset, long time, Bytes value) implements Waiting {}
}
