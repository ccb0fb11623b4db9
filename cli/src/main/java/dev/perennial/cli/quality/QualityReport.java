package dev.perennial.cli.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is told of a set of benchmarks.
 *
 * @param command what a reader types to have the same
 * @param machine the kind of machine, in words
 * @param versions of Perennial and what it is made of
 * @param seeds how many each cell is to have, from 1 on
 * @param benchmarks in their order; those without a result are left out of the tables
 * @param skipped names of benchmarks whose data are not there
 */
public record QualityReport(
    String command,
    String machine,
    Map<String, String> versions,
    int seeds,
    List<BenchmarkResults> benchmarks,
    List<String> skipped) {

  /** Copies the collections. */
  public QualityReport {
    versions = new TreeMap<>(versions);
    benchmarks = List.copyOf(benchmarks);
    skipped = List.copyOf(skipped);
  }

  /** Every result there is. */
  public List<CellResult> results() {
    return benchmarks.stream()
        .flatMap(benchmark -> benchmark.rows().stream())
        .flatMap(row -> row.seeds().stream())
        .toList();
  }

  /** The digests of the code that made the results, each once. */
  public List<String> code() {
    return results().stream().map(CellResult::code).distinct().sorted().toList();
  }

  /** As indented JSON: the facts and every result. */
  public String json() {
    try {
      return CellDirectory.json()
          .writeValueAsString(
              new Facts(command, machine, versions, seeds, code(), skipped, results()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record can always be written", e);
    }
  }

  private record Facts(
      String command,
      String machine,
      Map<String, String> versions,
      int seeds,
      List<String> code,
      List<String> skipped,
      List<CellResult> results) {}
}
