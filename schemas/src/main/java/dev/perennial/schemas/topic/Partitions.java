package dev.perennial.schemas.topic;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Where the records of a stream lie. Publishers key by stream and leave the choice to Kafka's
 * producer; what is keyed by stream and learner follows its stream, so that whoever reads one
 * partition reads all learners of a stream and can compare them.
 */
public final class Partitions {

  private Partitions() {}

  /**
   * The partition that Kafka's own producer chooses for the key {@code stream}.
   *
   * @param partitions how many the topic has, at least 1
   * @return in [0, partitions)
   */
  public static int of(String stream, int partitions) {
    return Utils.toPositive(Utils.murmur2(stream.getBytes(StandardCharsets.UTF_8))) % partitions;
  }
}
