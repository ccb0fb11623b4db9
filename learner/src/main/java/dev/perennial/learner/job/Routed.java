package dev.perennial.learner.job;

/**
 * One entry of the log on its way to one learner, still encoded: decoding happens where it is
 * learned, so the network between carries bytes. A POJO by Flink's rules; the array is never
 * written to.
 */
public final class Routed {

  /** Stream and learner as {@link LearnerKey#text} writes them: Flink's key. */
  public String key = "";

  /** The partition of the experiences topic. */
  public int partition;

  /** The offset in that partition. */
  public long offset;

  /** When the record was written there, in milliseconds since 1970. */
  public long timestamp;

  /** The record's value in the wire format; empty for a record without one. */
  public byte[] value = {};

  /** For Flink. */
  public Routed() {}

  /**
   * An entry of a log that lies on no topic.
   *
   * @param learner its name; contains no slash
   * @param offset its place among the entries of all streams
   * @param value an experience in the wire format
   */
  public static Routed to(String stream, String learner, long offset, byte[] value) {
    return new Routed(new LearnerKey(stream, learner).text(), 0, offset, 0, value);
  }

  /** An entry for a learner. */
  Routed(String key, int partition, long offset, long timestamp, byte[] value) {
    this.key = key;
    this.partition = partition;
    this.offset = offset;
    this.timestamp = timestamp;
    this.value = value;
  }
}
