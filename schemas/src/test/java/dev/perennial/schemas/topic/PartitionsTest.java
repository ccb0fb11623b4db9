package dev.perennial.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class PartitionsTest {

  @Test
  void areThoseThatKafkasProducerChoosesForTheStreamAsKey() {
    for (int number = 0; number < 200; number++) {
      String stream = "strøm-" + number;
      assertThat(Partitions.of(stream, 7))
          .isEqualTo(
              BuiltInPartitioner.partitionForKey(stream.getBytes(StandardCharsets.UTF_8), 7));
    }
  }

  @Test
  void areAllUsed() {
    assertThat(IntStream.range(0, 200).map(number -> Partitions.of("s" + number, 4)).distinct())
        .hasSize(4);
  }
}
