package dev.perennial.cli.quality;

import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.learner.job.ScoringSettings;
import dev.perennial.learner.learning.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Data, a scenario, and how each learning system is set up for them.
 *
 * @param name unique
 * @param set which benchmarks it is run with
 * @param data as {@link DataSource#parse} takes it, its file or directory below that of data sets
 * @param scenario as {@code --scenario} names it
 * @param limit the most training samples in all; empty for all there are
 * @param holdoutCapacity the most hold-out samples scored a task, at least 1
 * @param recipes of every learning system that is run, by id, in the order of the catalogue
 * @param without why the others are not, by id
 */
public record Benchmark(
    String name,
    BenchmarkSet set,
    String data,
    String scenario,
    OptionalLong limit,
    int holdoutCapacity,
    Map<String, Recipe> recipes,
    Map<String, String> without) {

  /** Copies the maps, keeping their order. */
  public Benchmark {
    recipes = new LinkedHashMap<>(recipes);
    without = new LinkedHashMap<>(without);
  }

  /** The stream's name: that of the data, so that {@code perennial run} makes the same models. */
  public String stream() {
    return DataSource.nameOf(data);
  }

  /**
   * The data, below the directory of data sets; drawn data are nowhere.
   *
   * @param datasets that directory
   */
  public String dataIn(Path datasets) {
    int colon = data.indexOf(':');
    return isDrawn()
        ? data
        : data.substring(0, colon + 1) + datasets.resolve(data.substring(colon + 1));
  }

  /** Whether the data are there. */
  public boolean isIn(Path datasets) {
    return isDrawn() || Files.exists(datasets.resolve(data.substring(data.indexOf(':') + 1)));
  }

  private boolean isDrawn() {
    return stream().equals("glyphs");
  }

  /** Which samples, in which order. */
  CurriculumSettings curriculum(long seed) {
    CurriculumSettings all = CurriculumSettings.of(stream(), seed);
    return limit.isPresent() ? all.withLimit(limit.getAsLong()) : all;
  }

  /**
   * How a learning system is set up.
   *
   * @throws IllegalArgumentException if it is not run here
   */
  public LearnerSettings learner(String strategy, long seed) {
    Recipe recipe = recipes.get(strategy);
    if (recipe == null) {
      throw new IllegalArgumentException("%s does not run %s".formatted(name, strategy));
    }
    return new LearnerSettings(
        stream(), recipe.withSeed(seed), ScoringSettings.AT_BOUNDARIES, holdoutCapacity);
  }
}
