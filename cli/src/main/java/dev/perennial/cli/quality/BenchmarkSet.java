package dev.perennial.cli.quality;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Which benchmarks are run together. */
public enum BenchmarkSet {
  /** A few thousand samples a cell: minutes. */
  @JsonProperty("small")
  SMALL(1),
  /** Everything there is: hours. */
  @JsonProperty("full")
  FULL(3);

  private final int seeds;

  BenchmarkSet(int seeds) {
    this.seeds = seeds;
  }

  /** How many seeds a cell is run with unless told otherwise. */
  public int seeds() {
    return seeds;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
