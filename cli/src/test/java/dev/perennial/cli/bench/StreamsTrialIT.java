package dev.perennial.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A job over twelve streams, in a Flink cluster in this JVM. */
@Tag("soak")
class StreamsTrialIT {

  @TempDir private Path directory;

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theResultsAreTheSameHoweverManyLearnersAreAwake(StreamOrder order) {
    StreamsTrial.Result all = run(order, 12);
    StreamsTrial.Result few = run(order, 3);

    assertThat(few.sha256()).hasSize(64).isEqualTo(all.sha256());
    assertThat(few.samplesPerSecond()).isPositive();
    assertThat(few.residentBytes()).isPositive();
  }

  private StreamsTrial.Result run(StreamOrder order, int awake) {
    return new StreamsTrial(
            12, awake, 600, 16, order, 5, Map.of("strategy", "er", "network", "mlp:4"))
        .run(directory.resolve(order + "-" + awake));
  }
}
