package dev.perennial.cli.quality;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one learning system came to on one benchmark.
 *
 * @param strategy its id
 * @param seeds a result a seed; at least one
 */
public record Row(String strategy, List<CellResult> seeds) {

  /** Copies the list. */
  public Row {
    seeds = List.copyOf(seeds);
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("a row must have a result: " + strategy);
    }
  }

  /** A metric over the seeds it has a value for; empty where there is none. */
  public Optional<Estimate> metric(String name) {
    return Estimate.of(seeds.stream().map(seed -> seed.metric(name)).toList());
  }

  /** Training samples a second of processor time, the mean over seeds. */
  public double samplesPerCpuSecond() {
    return seeds.stream().mapToDouble(CellResult::samplesPerCpuSecond).average().orElse(0);
  }

  /** Seconds of processor time a cell, the mean over seeds. */
  public double cpuSeconds() {
    return seeds.stream().mapToDouble(CellResult::cpuSeconds).average().orElse(0);
  }

  /** What the learner saves, the most of all seeds. */
  public long stateBytes() {
    return seeds.stream().mapToLong(CellResult::stateBytes).max().orElse(0);
  }

  /** Samples that were not taken, of all seeds. */
  public long rejected() {
    return seeds.stream().mapToLong(CellResult::rejected).sum();
  }

  /**
   * The prequential accuracy of always answering the label before, solved from kappa-temporal as
   * (p0 - k) / (1 - k); empty where that is undefined.
   */
  OptionalDouble noChangeAccuracy() {
    CellResult first = seeds.get(0);
    OptionalDouble accuracy = first.metric("prequential-accuracy");
    OptionalDouble kappa = first.metric("kappa-temporal");
    return accuracy.isEmpty() || kappa.isEmpty() || kappa.getAsDouble() >= 1
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            (accuracy.getAsDouble() - kappa.getAsDouble()) / (1 - kappa.getAsDouble()));
  }
}
