package dev.perennial.cli.quality;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.topology.FoldSettings;
import dev.perennial.evaluator.topology.InMemoryEvaluator;
import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.data.DataSet;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.ingest.topology.InMemoryIngest;
import dev.perennial.learner.job.InMemoryFold;
import dev.perennial.learner.job.Results;
import dev.perennial.learner.job.Routed;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
   * Runs a cell.
   *
   * @throws IOException if its data cannot be read
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalStateException if the learner made no model of them
   */
  public CellResult run(Cell cell) throws IOException, InterruptedException {
    Benchmark benchmark = cell.benchmark();
    DataSet data = load(benchmark.dataIn(datasets));
    long started = System.nanoTime();
    Curriculum curriculum =
        Scenario.parse(benchmark.scenario()).arrange(data, benchmark.curriculum(cell.seed()));
    Recording results = new Recording();
    try (InMemoryFold fold =
        new InMemoryFold(
            benchmark.stream(), cell.strategy(), cell.learner(), registry, results)) {
      InMemoryIngest ingest =
          new InMemoryIngest(
              everyRowLearned(), registry, experience -> results.time(fold, experience));
      if (curriculum.holdoutSize() > 0) {
        for (Sample sample : curriculum.holdout()) {
          ingest.accept(sample);
        }
        ingest.accept(boundary(benchmark.stream(), "baseline"));
      }
      results.startClock();
      for (Sample sample : curriculum.training()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        ingest.accept(sample);
      }
      ingest.accept(boundary(benchmark.stream(), "end"));
      return result(cell, results, ingest.rejected(), fold.learnerBytes(), started);
    }
  }

  private CellResult result(
      Cell cell, Recording results, long refused, long learnerBytes, long started) {
    ModelManifest manifest = results.manifest;
    if (manifest == null) {
      throw new IllegalStateException("%s learned nothing: %s".formatted(cell, results.lastReject));
    }
    return new CellResult(
        cell.benchmark().name(),
        cell.strategy(),
        cell.seed(),
        cell.inputs(),
        code,
        results.learned,
        manifest.getVersion(),
        results.rejected + refused,
        results.metrics(),
        manifest.getSha256(),
        results.timed / Math.max(results.nanos / 1e9, 1e-9),
        learnerBytes,
        (System.nanoTime() - started) / 1e9);
  }

  private static IngestSettings everyRowLearned() {
    IngestSettings shipped = IngestSettings.DEFAULTS;
    return new IngestSettings(
        shipped.applicationId(),
        0,
        shipped.maxRecordBytes(),
        shipped.maxStreams(),
        shipped.maxClasses(),
        shipped.maxTasks(),
        shipped.maxHeldCommands(),
        shipped.threads(),
        shipped.commitInterval(),
        shipped.streams());
  }

  private static Command boundary(String stream, String id) {
    return new Command(id, stream, CommandKind.BOUNDARY, Instant.EPOCH, null, Map.of(), null);
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

  /** What comes out of a fold, measured. */
  private static final class Recording implements Results {

    private final InMemoryEvaluator evaluator;
    private @Nullable ModelManifest manifest;
    private String lastReject = "there was no training sample";
    private long learned;
    private long rejected;
    private boolean isRunning;
    private boolean isScored;
    private long timed;
    private long nanos;

    Recording() {
      EvaluatorSettings shipped = EvaluatorSettings.DEFAULTS;
      this.evaluator =
          new InMemoryEvaluator(
              new FoldSettings(shipped.emitEvery(), shipped.window(), shipped.fading()));
    }

    void startClock() {
      isRunning = true;
    }

    /** Folds an entry; what took longer because a model was scored does not count as learning. */
    void time(InMemoryFold fold, byte[] experience) {
      isScored = false;
      long before = System.nanoTime();
      fold.accept(experience);
      if (isRunning && !isScored) {
        nanos += System.nanoTime() - before;
        timed++;
      }
    }

    Map<String, Double> metrics() {
      Map<String, Double> values = new HashMap<>();
      evaluator.answers().metrics().forEach((name, value) -> put(values, name, value));
      evaluator
          .scores()
          .ifPresent(
              scores -> scores.metrics().forEach((name, value) -> put(values, name, value)));
      return values;
    }

    private static void put(Map<String, Double> values, String name, Measured measured) {
      measured.value().ifPresent(value -> values.put(name, value));
    }

    @Override
    public void predicted(Prediction prediction) {
      evaluator.accept(prediction);
    }

    @Override
    public void stepped(StepReport report) {
      learned += report.getSequences().size();
    }

    @Override
    public void scored(Score score) {
      isScored = true;
      evaluator.accept(score);
    }

    @Override
    public void published(ModelManifest published) {
      manifest = published;
    }

    @Override
    public void rejected(Routed entry, String reason, String detail) {
      rejected++;
      lastReject = reason + ": " + detail;
    }
  }
}
