package dev.perennial.learner.job;

import dev.perennial.schemas.topic.Topic;

/**
 * One record that the job writes, encoded.
 *
 * <p>All topics go through one sink, so that everything a checkpoint covers becomes visible in one
 * transaction: a reader never sees a manifest whose scores are missing. A POJO by Flink's rules.
 */
public final class Emission {

  /** Where it goes. */
  public Topic topic = Topic.REJECTS;

  /** Whose partition it goes to: that of a stream; empty to leave it to the key. */
  public String stream = "";

  /** The record's key as text. */
  public String key = "";

  /** The record's time, in milliseconds since 1970, at least 0. */
  public long timestamp;

  /** The record's value in the wire format. */
  public byte[] value = {};

  /** For Flink. */
  public Emission() {}

  /** A record for a topic. */
  Emission(Topic topic, String stream, String key, long timestamp, byte[] value) {
    this.topic = topic;
    this.stream = stream;
    this.key = key;
    this.timestamp = timestamp;
    this.value = value;
  }
}
