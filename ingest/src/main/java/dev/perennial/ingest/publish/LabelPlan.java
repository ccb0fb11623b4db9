package dev.perennial.ingest.publish;

import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which labels come, and when. Hold-out samples keep theirs.
 *
 * @param delay how many samples after its own a label comes, at least 0; empty for with its sample
 * @param share the share of labels that ever come, in [0, 1]: those of the ids whose place, a hash
 *     of nothing but the id, is below it
 */
public record LabelPlan(OptionalInt delay, double share) {

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
    return place(id) < share;
  }

  /** The id's place in [0, 1): 64-bit FNV-1a over its UTF-16 units, finished as MurmurHash3 is. */
  private static double place(String id) {
    // Other than the place that decides what is held out, so that the two choices do not agree.
    long hash = 0x6c62272e07bb0142L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return (hash >>> 11) * 0x1p-53;
  }
}
