package dev.perennial.cli.growth;

import java.util.List;

/**
 * What a sample costs against one size.
 *
 * @param axis what grows
 * @param setting what was measured how, a sentence
 * @param series at least one
 */
public record GrowthCurve(String axis, String setting, List<Series> series) {

  /** Copies the list. */
  public GrowthCurve {
    series = List.copyOf(series);
  }
}
