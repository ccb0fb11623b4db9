package dev.perennial.cli.quality;

import dev.perennial.learner.learning.Recipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Benchmarks and results with values that are easy to follow. */
final class Fixtures {

  static final String CODE = "0123456789abcdef".repeat(4);

  private Fixtures() {}

  /** Drawn digits for naive and er, so that no file is needed. */
  static Benchmark benchmark(String name, int memory) {
    Map<String, Recipe> recipes = new LinkedHashMap<>();
    for (String strategy : List.of("naive", "er")) {
      recipes.put(strategy, new Recipe(strategy, "mlp:8", memory, 10, 10, 1, "sgd", 0.05, 0, 0, 1));
    }
    return new Benchmark(
        name,
        BenchmarkSet.SMALL,
        "glyphs",
        "classes:5",
        OptionalLong.of(100),
        10_000,
        recipes,
        Map.of("joint", "it sees all"));
  }

  static CellResult result(Cell cell, Map<String, Double> metrics) {
    return new CellResult(
        cell.benchmark().name(),
        cell.strategy(),
        cell.seed(),
        cell.inputs(),
        CODE,
        100,
        10,
        0,
        metrics,
        "f".repeat(64),
        1234.4,
        56_789,
        1.25);
  }
}
