package dev.perennial.schemas.streams;

import dev.perennial.schemas.app.Condition;
import org.apache.kafka.streams.KafkaStreams;

/** How a Kafka Streams application is. */
public final class StreamsCondition {

  private StreamsCondition() {}

  /**
   * Ready when it works on the partitions it has been given, be that none, all of them restored;
   * waiting while it starts, or partitions are shared out anew; down when it stops or has stopped.
   */
  public static Condition of(KafkaStreams.State state) {
    return switch (state) {
      case RUNNING -> Condition.READY;
      case CREATED, REBALANCING -> Condition.WAITING;
      case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> Condition.DOWN;
    };
  }
}
