package dev.perennial.cli.quality;

import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.schemas.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * One learning system on one benchmark with one seed.
 *
 * @param strategy the learning system's id; the benchmark runs it
 * @param seed of the stream and of the learner
 */
public record Cell(Benchmark benchmark, String strategy, long seed) {

  /** {@code benchmark/strategy}: what {@code --only} is held against. */
  public String path() {
    return benchmark.name() + "/" + strategy;
  }

  /** How its learner is set up. */
  LearnerSettings learner() {
    return benchmark.learner(strategy, seed);
  }

  /**
   * A digest of everything that its result depends on beside the code and the files of the data: 64
   * hexadecimal digits.
   */
  public String inputs() {
    String text =
        String.join(
            "\n",
            benchmark.data(),
            benchmark.scenario(),
            benchmark.limit().toString(),
            learner().toString());
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return path() + " seed " + seed;
  }
}
