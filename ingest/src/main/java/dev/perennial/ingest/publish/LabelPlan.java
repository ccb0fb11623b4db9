package dev.perennial.ingest.publish;

import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.random.CounterRandom;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which labels come, and when. Hold-out samples keep theirs.
 *
 * @param delay how many samples after its own a label comes, at least 0; empty for with its sample
 * @param share the share of labels that ever come, in [0, 1]: chosen by a hash of nothing but the
 *     id
 */
public record LabelPlan(OptionalInt delay, double share) {

  /** Apart from every other choice that is made by an id. */
  private static final long LABELS = 0x6c6162656c73L;

  /** Every label comes with its sample. */
  public static final LabelPlan WITH_SAMPLES = new LabelPlan(OptionalInt.empty(), 1);

  /**
   * Checks the values.
   *
   * @throws InvalidSettingsException if one is out of range
   */
  public LabelPlan {
    List<String> problems = new ArrayList<>();
    if (delay.orElse(0) < 0) {
      problems.add("label-delay must be at least 0: " + delay.getAsInt());
    }
    if (!(share >= 0 && share <= 1)) {
      problems.add("label-share must be in [0, 1]: " + share);
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
  }

  /** Whether the label of a sample stays with it. */
  boolean staysWith(Sample sample) {
    return sample.getSplit() == Split.HOLDOUT
        || sample.getLabel() == null
        || (delay.isEmpty() && comes(sample.getId()));
  }

  /** Whether the label of the sample with that id ever comes. */
  boolean comes(String id) {
    return CounterRandom.of(LABELS, id).nextDouble() < share;
  }
}
