package dev.perennial.bench;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.ingest.topology.InMemoryIngest;
import dev.perennial.learner.Learners;
import dev.perennial.learner.job.InMemoryFold;
import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.learner.job.Results;
import dev.perennial.learner.job.Routed;
import dev.perennial.learner.job.ScoringSettings;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Step;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What scoring costs a learner, in the processor time of its thread.
 *
 * <p>{@code rows DATA SCENARIO SAMPLES STRATEGY,...}: what predicting a row costs where learning
 * one costs 1, as {@link Learner#predictionCost} says it. {@code pairs ...}, the same arguments:
 * samples a second with the default share of scoring between boundaries and without any, of two
 * folds that read the same log by turns, three times. Boundaries score the task just learned alone,
 * so that all of the share is spent between them.
 */
public final class ScoringBenchmark {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private static final int PAIRS = 3;
  private static final int SCORED_ROWS = Integer.getInteger("rows", 500);

  /** Of a task: few enough that boundaries leave most of the share. */
  private static final int HOLDOUT_ROWS = Integer.getInteger("holdout", 50);

  /** Entries that the one fold reads before the other does: what the machine does meets both. */
  private static final int TURN = 200;

  private static final int SCORINGS = 10;

  private static final ScoringSettings WITH =
      new ScoringSettings(ScoringSettings.DEFAULTS.share(), ScoringSettings.DEFAULTS.every(), 0);
  private static final ScoringSettings WITHOUT =
      new ScoringSettings(0, ScoringSettings.DEFAULTS.every(), 0);

  private final Registry registry = Registry.at(RegistrySettings.at("mock://scoring-benchmark"));
  private final Curriculum curriculum;

  private ScoringBenchmark(String data, String scenario, long samples) throws IOException {
    this.curriculum =
        Scenario.parse(scenario)
            .arrange(
                DataSource.parse(data).load(),
                CurriculumSettings.of("bench", 1).withLimit(samples));
  }

  /** Runs one of the two. */
  public static void main(String[] args) throws IOException {
    ScoringBenchmark benchmark = new ScoringBenchmark(args[1], args[2], Long.parseLong(args[3]));
    for (String strategy : args[4].split(",")) {
      if (args[0].equals("rows")) {
        benchmark.rows(strategy);
      } else {
        benchmark.pairs(strategy);
      }
    }
  }

  private static Recipe recipe(String strategy) {
    return Recipe.DEFAULTS.withStrategy(strategy);
  }

  /** Compares a row predicted, in chunks as hold-out sets have them, with a row learned. */
  private void rows(String strategy) {
    List<Sample> samples = new ArrayList<>();
    curriculum.training().forEach(samples::add);
    Sample first = samples.get(0);
    Features features =
        new Features(first.getFeatures().getShape(), first.getFeatures().getElementType());
    Map<String, Integer> classes = new HashMap<>();
    Inputs chunk = new Inputs(features, SCORED_ROWS);
    samples.stream().limit(SCORED_ROWS).forEach(s -> chunk.add(s.getFeatures().getData()));
    Batch batch = new Batch(features, recipe(strategy).batch());
    List<Double> costs = new ArrayList<>();
    double learnedNanos = 0;
    long learned = 0;
    try (Learner learner = Learners.open(recipe(strategy), features)) {
      for (int at = 0; at < samples.size(); at++) {
        Sample sample = samples.get(at);
        String label = String.valueOf(sample.getLabel());
        batch.add(
            sample.getFeatures().getData(), classes.computeIfAbsent(label, n -> classes.size()));
        if (batch.isFull()) {
          long before = THREADS.getCurrentThreadCpuTime();
          Step step = learner.observe(batch);
          learnedNanos += THREADS.getCurrentThreadCpuTime() - before;
          learned += batch.rows() + step.replayed();
          batch.clear();
        }
        if ((at + 1) % (samples.size() / SCORINGS) == 0) {
          long before = THREADS.getCurrentThreadCpuTime();
          learner.predict(chunk);
          double predicted = (THREADS.getCurrentThreadCpuTime() - before) / (double) SCORED_ROWS;
          costs.add(predicted / (learnedNanos / learned));
          learnedNanos = 0;
          learned = 0;
        }
      }
      costs.remove(0);
      OUT.printf(
          "%-12s says %.3f, is %.3f (%.3f to %.3f)%n",
          strategy,
          learner.predictionCost(),
          median(costs),
          costs.stream().min(Double::compare).orElseThrow(),
          costs.stream().max(Double::compare).orElseThrow());
    }
  }

  private void pairs(String strategy) {
    List<byte[]> holdout = log(curriculum.holdout(), List.of());
    List<byte[]> all = log(curriculum.holdout(), curriculum.training());
    List<Double> processor = new ArrayList<>();
    List<Double> wall = new ArrayList<>();
    for (int pair = 0; pair <= PAIRS; pair++) {
      try (Run without = new Run(strategy, WITHOUT, registry);
          Run with = new Run(strategy, WITH, registry)) {
        without.fold(all.subList(0, holdout.size()));
        with.fold(all.subList(0, holdout.size()));
        without.startClock();
        with.startClock();
        for (int at = holdout.size(); at < all.size(); at += TURN) {
          List<byte[]> turn = all.subList(at, Math.min(all.size(), at + TURN));
          boolean isOdd = at / TURN % 2 == 1;
          (isOdd ? with : without).fold(turn);
          (isOdd ? without : with).fold(turn);
        }
        if (pair == 0) {
          // Until here the machine has got warm.
          continue;
        }
        processor.add((double) without.cpuNanos / with.cpuNanos);
        wall.add((double) without.nanos / with.nanos);
        OUT.printf(
            "%-12s without %,8.0f/s, with %,8.0f/s: %.3f (%.3f by the clock), %d scores of %d"
                + " rows%n",
            strategy,
            without.perCpuSecond(),
            with.perCpuSecond(),
            processor.get(pair - 1),
            wall.get(pair - 1),
            with.scores.periodic,
            with.scores.rows);
      }
    }
    OUT.printf(
        "%-12s median %.3f (%.3f by the clock)%n", strategy, median(processor), median(wall));
  }

  private List<byte[]> log(Iterable<Sample> holdout, Iterable<Sample> training) {
    List<byte[]> log = new ArrayList<>();
    InMemoryIngest ingest =
        new InMemoryIngest(IngestSettings.DEFAULTS.withHoldoutShare(0), registry, log::add);
    holdout.forEach(ingest::accept);
    training.forEach(ingest::accept);
    return log;
  }

  /** A fold and the time it took. */
  private static final class Run implements AutoCloseable {
    private final Scores scores = new Scores();
    private final InMemoryFold fold;
    private long entries;
    private long cpuNanos;
    private long nanos;

    private Run(String strategy, ScoringSettings scoring, Registry registry) {
      LearnerSettings settings =
          new LearnerSettings("bench", recipe(strategy), scoring, HOLDOUT_ROWS);
      this.fold = new InMemoryFold("bench", strategy, settings, registry, scores);
    }

    private void fold(List<byte[]> log) {
      long cpu = THREADS.getCurrentThreadCpuTime();
      long clock = System.nanoTime();
      log.forEach(fold::accept);
      cpuNanos += THREADS.getCurrentThreadCpuTime() - cpu;
      nanos += System.nanoTime() - clock;
      entries += log.size();
    }

    private void startClock() {
      entries = 0;
      cpuNanos = 0;
      nanos = 0;
    }

    private double perCpuSecond() {
      return entries * 1e9 / cpuNanos;
    }

    @Override
    public void close() {
      fold.close();
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Counts what was scored between boundaries. */
  private static final class Scores implements Results {
    private long periodic;
    private long rows;

    @Override
    public void scored(Score score) {
      if (score.getReason() == ScoreReason.PERIODIC) {
        periodic++;
        rows += score.getTotal();
      }
    }

    @Override
    public void rejected(Routed entry, String reason, String detail) {
      throw new IllegalStateException(reason + ": " + detail);
    }
  }
}
