package dev.perennial.schemas.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.schemas.app.Condition;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsConditionTest {

  @ParameterizedTest
  @CsvSource({
    "CREATED, WAITING",
    "REBALANCING, WAITING",
    "RUNNING, READY",
    "PENDING_SHUTDOWN, DOWN",
    "NOT_RUNNING, DOWN",
    "PENDING_ERROR, DOWN",
    "ERROR, DOWN",
  })
  void isReadyOnlyOnItsPartitionsAndDownOnlyForGood(KafkaStreams.State state, Condition expected) {
    assertThat(StreamsCondition.of(state)).isEqualTo(expected);
  }
}
