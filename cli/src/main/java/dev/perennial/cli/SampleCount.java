package dev.perennial.cli;

import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;

/** Counts samples by what they are for. Not thread-safe. */
final class SampleCount {

  private long holdout;
  private long training;

  void add(Sample sample) {
    if (sample.getSplit() == Split.HOLDOUT) {
      holdout++;
    } else {
      training++;
    }
  }

  long holdout() {
    return holdout;
  }

  long training() {
    return training;
  }

  long all() {
    return holdout + training;
  }
}
