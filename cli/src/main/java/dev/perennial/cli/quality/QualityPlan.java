package dev.perennial.cli.quality;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which cells there are to run, and what is known of them.
 *
 * @param benchmarks those of one set, in the order of the report
 * @param seeds how many each cell is to have, from 1 on; at least 1
 * @param datasets the directory of data sets
 * @param results where results are kept
 * @param code the digest of the code that runs
 * @param keepsOld whether a result that other code made counts
 */
public record QualityPlan(
    List<Benchmark> benchmarks,
    int seeds,
    Path datasets,
    CellDirectory results,
    String code,
    boolean keepsOld) {

  /** Copies the list. */
  public QualityPlan {
    benchmarks = List.copyOf(benchmarks);
  }

  /** Every cell whose data are there: benchmark by benchmark, seed by seed. */
  public List<Cell> cells() {
    return benchmarks.stream()
        .filter(benchmark -> benchmark.isIn(datasets))
        .flatMap(benchmark -> cells(benchmark).stream())
        .toList();
  }

  private List<Cell> cells(Benchmark benchmark) {
    List<Cell> cells = new ArrayList<>();
    for (String strategy : benchmark.recipes().keySet()) {
      for (int seed = 1; seed <= seeds; seed++) {
        cells.add(new Cell(benchmark, strategy, seed));
      }
    }
    return cells;
  }

  /** The names of the benchmarks whose data are not there. */
  public List<String> skipped() {
    return benchmarks.stream()
        .filter(benchmark -> !benchmark.isIn(datasets))
        .map(Benchmark::name)
        .toList();
  }

  /** What a cell came to; empty if it must be run. */
  public Optional<CellResult> result(Cell cell) {
    return results.find(cell).filter(result -> keepsOld || result.code().equals(code));
  }

  /** Whether it has a result that does not count, because other code made it. */
  public boolean isOutdated(Cell cell) {
    return results.find(cell).isPresent() && result(cell).isEmpty();
  }

  /** All results that count, whichever run made them. */
  public QualityReport report(String command, String machine, Map<String, String> versions) {
    List<BenchmarkResults> told = new ArrayList<>();
    for (Benchmark benchmark : benchmarks) {
      told.add(
          BenchmarkResults.of(
              benchmark, cells(benchmark).stream().flatMap(c -> result(c).stream()).toList()));
    }
    return new QualityReport(command, machine, versions, seeds, told, skipped());
  }
}
