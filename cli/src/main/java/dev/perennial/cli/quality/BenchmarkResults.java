package dev.perennial.cli.quality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the learning systems came to on one benchmark, the best first.
 *
 * @param rows those that have a result; may be empty
 */
public record BenchmarkResults(Benchmark benchmark, List<Row> rows) {

  /** What a benchmark with a hold-out is decided by: the share of its samples that are right. */
  static final String HOLDOUT_ACCURACY = "micro-accuracy";

  /** What one without is decided by. */
  static final String PREQUENTIAL_ACCURACY = "prequential-accuracy";

  /** Copies the list. */
  public BenchmarkResults {
    rows = List.copyOf(rows);
  }

  /** Orders the results of one benchmark. */
  static BenchmarkResults of(Benchmark benchmark, Collection<CellResult> results) {
    Map<String, List<CellResult>> byStrategy = new LinkedHashMap<>();
    results.forEach(
        result ->
            byStrategy
                .computeIfAbsent(result.strategy(), strategy -> new ArrayList<>())
                .add(result));
    List<Row> rows = new ArrayList<>();
    byStrategy.forEach((strategy, seeds) -> rows.add(new Row(strategy, seeds)));
    String decisive = new BenchmarkResults(benchmark, rows).decisive();
    rows.sort(
        Comparator.comparingDouble(
            row -> -row.metric(decisive).map(Estimate::mean).orElse(Double.NEGATIVE_INFINITY)));
    return new BenchmarkResults(benchmark, rows);
  }

  /** Whether it was scored on samples that nobody learned. */
  boolean hasHoldout() {
    return rows.stream().anyMatch(row -> row.metric(HOLDOUT_ACCURACY).isPresent());
  }

  /** How many seeds a learning system has a result for. */
  int known(String strategy) {
    return rows.stream()
        .filter(row -> row.strategy().equals(strategy))
        .mapToInt(row -> row.seeds().size())
        .sum();
  }

  /** The metric that orders the rows. */
  String decisive() {
    return hasHoldout() ? HOLDOUT_ACCURACY : PREQUENTIAL_ACCURACY;
  }
}
