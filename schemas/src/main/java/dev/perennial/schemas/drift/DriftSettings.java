package dev.perennial.schemas.drift;

import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.Problems;

/**
 * How changes of features are found and regimes are told apart.
 *
 * @param detector what {@link Detectors#parse} reads; one that takes features
 * @param window how many samples after a change say which regime it is, in [20, 100,000]
 * @param sameBelow two windows are of the same regime below this distance, in [0, 1]; see {@link
 *     Summary#distance}
 * @param mostRegimes how many are known at once, in [1, 1,000]
 */
public record DriftSettings(String detector, int window, double sameBelow, int mostRegimes) {

  /** What is left out means. */
  public static final DriftSettings DEFAULTS = new DriftSettings("hdddm", 500, 0.002, 16);

  /**
   * Checks the ranges.
   *
   * @throws InvalidSettingsException with a line for each problem
   */
  public DriftSettings {
    Detectors detectors = Detectors.parse(detector);
    new Problems("drift")
        .require(detectors.takeFeatures(), "detector", "must take features", detector)
        .within("window", window, 20, 100_000)
        .within("sameBelow", sameBelow, 0, 1)
        .within("mostRegimes", mostRegimes, 1, 1_000)
        .throwIfAny();
  }
}
