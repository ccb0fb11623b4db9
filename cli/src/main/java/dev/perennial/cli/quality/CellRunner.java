package dev.perennial.cli.quality;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.data.DataSet;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.ingest.topology.InMemoryIngest;
import dev.perennial.learner.job.InMemoryFold;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Runs cells: a curriculum through ingest, the learner and the evaluator, one record after the
 * other, in memory. What the pipeline does with the same options in its own time, this does at
 * once: hold-out, a boundary, training, a boundary. Every labelled sample is learned where the data
 * set no hold-out aside.
 *
 * <p>Thread-safe: each cell has its own learner, opened and closed on the calling thread; data are
 * shared and immutable.
 */
public final class CellRunner implements AutoCloseable {

  private static final int WARM_UP_SAMPLES = 4_000;
  private static final String REGISTRY = "mock://quality";

  private final Path datasets;
  private final String code;
  private final Registry registry = Registry.at(RegistrySettings.at(REGISTRY));
  private final Map<String, SoftReference<DataSet>> loaded = new HashMap<>();

  /**
   * A runner.
   *
   * @param datasets the directory below which benchmarks name their data
   * @param code the digest of the code that runs
   */
  public CellRunner(Path datasets, String code) {
    this.datasets = datasets;
    this.code = code;
  }

  /**
   * Learns some drawn digits and forgets them, so that no cell pays for what the first one loads
   * and compiles. Takes a second or two.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public void warmUp() throws InterruptedException, IOException {
    Recipe recipe = Recipe.DEFAULTS;
    run(
        new Cell(
            new Benchmark(
                "warm-up",
                BenchmarkSet.SMALL,
                "glyphs",
                "classes:5",
                OptionalLong.of(WARM_UP_SAMPLES),
                WARM_UP_SAMPLES,
                Map.of(recipe.strategy(), recipe),
                Map.of()),
            recipe.strategy(),
            recipe.seed()));
  }

  /**
   * Runs a cell.
   *
   * @throws IOException if its data cannot be read
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalStateException if the learner made no model of them
   */
  public CellResult run(Cell cell) throws IOException, InterruptedException {
    Benchmark benchmark = cell.benchmark();
    DataSet data = load(benchmark.dataIn(datasets));
    long started = CellMeasurement.cpuNanos();
    Curriculum curriculum =
        Scenario.parse(benchmark.scenario()).arrange(data, benchmark.curriculum(cell.seed()));
    CellMeasurement results = new CellMeasurement();
    try (InMemoryFold fold =
        new InMemoryFold(benchmark.stream(), cell.strategy(), cell.learner(), registry, results)) {
      InMemoryIngest ingest =
          new InMemoryIngest(
              IngestSettings.DEFAULTS.withHoldoutShare(0),
              registry,
              experience -> results.time(fold, experience));
      if (curriculum.holdoutSize() > 0) {
        accept(ingest, curriculum.holdout(), "baseline");
      }
      results.startClock();
      accept(ingest, curriculum.training(), "end");
      return result(cell, results, ingest.rejected(), fold.learnerBytes(), started);
    }
  }

  private CellResult result(
      Cell cell, CellMeasurement results, long refused, long learnerBytes, long started) {
    ModelManifest manifest =
        results
            .manifest()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "%s learned nothing: %s".formatted(cell, results.lastReject())));
    return new CellResult(
        cell.benchmark().name(),
        cell.strategy(),
        cell.seed(),
        cell.inputs(),
        code,
        results.learned(),
        manifest.getVersion(),
        results.rejected() + refused,
        results.metrics(),
        manifest.getSha256(),
        results.samplesPerCpuSecond(),
        learnerBytes,
        (CellMeasurement.cpuNanos() - started) / 1e9);
  }

  /** Takes samples, and then a boundary at the last one's event time. */
  private static void accept(InMemoryIngest ingest, Iterable<Sample> samples, String boundary)
      throws InterruptedException {
    Sample last = null;
    for (Sample sample : samples) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      ingest.accept(sample);
      last = sample;
    }
    if (last != null) {
      ingest.accept(
          new Command(
              boundary,
              last.getStream(),
              CommandKind.BOUNDARY,
              last.getEventTime(),
              null,
              Map.of(),
              null,
              null));
    }
  }

  /** Data are kept as long as there is room: cells of one benchmark follow each other. */
  private synchronized DataSet load(String spec) throws IOException {
    SoftReference<DataSet> known = loaded.get(spec);
    DataSet data = known == null ? null : known.get();
    if (data == null) {
      data = DataSource.parse(spec).load();
      loaded.put(spec, new SoftReference<>(data));
    }
    return data;
  }

  @Override
  public void close() {
    registry.close();
  }
}
