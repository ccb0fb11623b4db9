package dev.perennial.cli.growth;

import dev.perennial.cli.report.IndentedJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code bench growth} found.
 *
 * @param command what a reader types to have the same
 * @param machine the kind of machine, in words
 * @param versions of Perennial and what it is made of
 * @param curves in their order
 */
public record GrowthReport(
    String command, String machine, Map<String, String> versions, List<GrowthCurve> curves) {

  /** Copies the collections. */
  public GrowthReport {
    versions = new TreeMap<>(versions);
    curves = List.copyOf(curves);
  }

  /** As indented JSON: every repetition of every point. */
  public String json() {
    return IndentedJson.of(this);
  }
}
