package dev.perennial.cli.growth;

import dev.perennial.cli.report.Figures;
import dev.perennial.learner.job.ScoringSettings;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.wire.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a sample costs against the rows in memory, the tasks seen, and the samples seen. For each
 * size a fold is brought there and stays; then all are measured in turn, again and again, so that
 * whatever the machine does meets all of them.
 *
 * @param memory sizes of memory, ascending, at least one
 * @param tasks numbers of tasks, likewise
 * @param samples lengths of a run, likewise
 * @param repetitions at each size, at least 1
 */
public record GrowthBench(
    List<Integer> memory, List<Integer> tasks, List<Integer> samples, int repetitions) {

  private static final List<String> STRATEGIES = List.of("er", "der++");
  private static final List<Integer> IMAGE = List.of(28, 28);
  private static final List<Integer> TABLE = List.of(16);

  /** Of a repetition: steps enough that two are measured and two scorings fall due. */
  private static final int MEASURED = 2_000;

  /** Of a repetition, those with which a task begins: one step. */
  private static final int FIRST = 10;

  /** Hold-out samples of a task. */
  private static final int HOLDOUT = 100;

  /** Copies the lists. */
  public GrowthBench {
    memory = List.copyOf(memory);
    tasks = List.copyOf(tasks);
    samples = List.copyOf(samples);
  }

  /**
   * Measures all three.
   *
   * @param progress hears what is being done
   */
  public List<GrowthCurve> run(Consumer<String> progress) {
    try (Registry registry = Registry.at(RegistrySettings.at("mock://growth"))) {
      return List.of(
          ofMemory(registry, progress), ofTasks(registry, progress), ofSamples(registry, progress));
    }
  }

  private static Recipe recipe(String strategy, String network, int memory) {
    return new Recipe(strategy, network, memory, 10, 10, 1, "sgd", 0.05, 0, 0, 1);
  }

  private GrowthCurve ofMemory(Registry registry, Consumer<String> progress) {
    List<Series> series = new ArrayList<>();
    for (String strategy : STRATEGIES) {
      try (Contest contest = new Contest()) {
        for (int rows : memory) {
          progress.accept("%s fills a memory of %s".formatted(strategy, Figures.count(rows)));
          contest
              .enter(rows, new TimedFold(registry, recipe(strategy, "mlp:100", rows), IMAGE))
              .train(rows, 0);
        }
        progress.accept("%s is measured".formatted(strategy));
        series.add(
            contest.measure(strategy, repetitions, MEASURED, fold -> fold.train(MEASURED, 0)));
      }
    }
    return new GrowthCurve(
        "rows in memory",
        "Images of 28 x 28 bytes, `mlp:100`, 10 + 10 rows a step, one task; memory has just become"
            + " full.",
        series);
  }

  private GrowthCurve ofTasks(Registry registry, Consumer<String> progress) {
    try (Contest contest = new Contest()) {
      for (int count : tasks) {
        progress.accept("er meets %s tasks".formatted(Figures.count(count)));
        meet(
            count,
            contest.enter(count, new TimedFold(registry, recipe("er", "mlp:100", 500), IMAGE)));
      }
      progress.accept("er is measured");
      // The tasks that repetitions bring are on top of those that were met, few beside most.
      Series between =
          contest.measure(
              "er, between boundaries",
              repetitions,
              MEASURED,
              fold -> fold.train(MEASURED, fold.task()));
      Series withBoundary =
          contest.measure(
              "er, with a new task",
              repetitions,
              MEASURED,
              fold -> {
                int task = fold.task() + 1;
                fold.holdOut(HOLDOUT, task);
                return fold.train(MEASURED, task);
              });
      return new GrowthCurve(
          "tasks seen",
          ("Images of 28 x 28 bytes, `mlp:100`, memory 500, %1$d hold-out samples a task, scored as"
                  + " shipped; %2$s samples of one task, and as many of a new one, whose boundary"
                  + " scores the model on all tasks as long as there are no more than 100: at most"
                  + " %3$s rows here.")
              .formatted(
                  HOLDOUT,
                  Figures.count(MEASURED),
                  Figures.count((long) ScoringSettings.DEFAULTS.wholeTasks() * HOLDOUT)),
          List.of(between, withBoundary));
    }
  }

  /** Learns that many tasks; their hold-out comes at the end, so that no scoring is owed. */
  private static void meet(int tasks, TimedFold fold) {
    for (int task = 0; task < tasks; task++) {
      fold.train(FIRST, task);
    }
    for (int task = 0; task < tasks; task++) {
      fold.holdOut(HOLDOUT, task);
    }
  }

  private GrowthCurve ofSamples(Registry registry, Consumer<String> progress) {
    try (Contest contest = new Contest()) {
      for (int count : samples) {
        progress.accept("er learns %s samples".formatted(Figures.count(count)));
        TimedFold fold =
            contest.enter(count, new TimedFold(registry, recipe("er", "mlp:16", 500), TABLE));
        fold.holdOut(HOLDOUT, 0);
        fold.train(count, 0);
      }
      progress.accept("er is measured");
      return new GrowthCurve(
          "samples seen",
          "Rows of %d bytes, `mlp:16`, memory 500, one task with %d hold-out samples."
              .formatted(TABLE.get(0), HOLDOUT),
          List.of(contest.measure("er", repetitions, MEASURED, fold -> fold.train(MEASURED, 0))));
    }
  }
}
