package dev.perennial.evaluator.drift;

import dev.perennial.schemas.drift.Detectors;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.Problems;
import java.util.List;

/**
 * Whose errors are watched, and how.
 *
 * @param learner the learner whose answers count: one, or each would announce the same change
 * @param detector what {@link Detectors#parse} reads; one that takes errors
 */
public record DriftRule(String learner, String detector) {

  /** Collects what is wrong. */
  public void check(Problems problems, String key) {
    problems.notBlank(key + ".learner", learner);
    try {
      problems.require(
          Detectors.parse(detector).takeErrors(), key + ".detector", "must take errors", detector);
    } catch (InvalidSettingsException e) {
      List<String> found = e.problems();
      problems.require(false, key + ".detector", "is no detector", String.join("; ", found));
    }
  }
}
