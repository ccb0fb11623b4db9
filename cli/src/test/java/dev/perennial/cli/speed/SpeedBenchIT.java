package dev.perennial.cli.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every part measures something; how much is for a quiet machine to say. */
@Tag("soak")
class SpeedBenchIT {

  @Test
  void everyPartOfADenseReplayLearnerIsMeasuredByTurns(@TempDir Path directory) throws Exception {
    Set<Part> parts =
        Set.of(Part.BOUND, Part.STEP, Part.PAIR, Part.OPERATOR, Part.SLOTS, Part.PIPELINE);
    SpeedBench bench =
        new SpeedBench(
            parts,
            Device.CPU,
            1,
            Duration.ofMillis(200),
            Path.of("none"),
            Path.of("none"),
            directory);
    CellResult result = bench.run(new Cell("er", "mlp:8", 10), told -> {});

    assertThat(result.samplesPerSecond().keySet()).isEqualTo(parts);
    assertThat(result.samplesPerSecond().values())
        .allSatisfy(
            rates ->
                assertThat(rates).singleElement().satisfies(rate -> assertThat(rate).isPositive()));
  }
}
