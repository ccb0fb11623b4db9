package dev.perennial.cli;

import dev.perennial.cli.stack.Blueprint;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.learner.Learners;
import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.Tensor;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a learner is made of; an option left out means what the configuration's defaults say. */
final class RecipeOptions {

  @Option(
      names = "--strategy",
      paramLabel = "ID",
      completionCandidates = StrategyIds.class,
      description = "the learning system, one of ${COMPLETION-CANDIDATES} (auto)")
  private String strategy = Recipe.DEFAULTS.strategy();

  @Option(
      names = "--network",
      paramLabel = "SPEC",
      description = "mlp:H,H,... or cnn (mlp:400,400)")
  private Optional<String> network = Optional.empty();

  @Option(
      names = "--memory",
      paramLabel = "N",
      description = "most rows kept for replay (500); joint keeps a million whatever this says")
  private Optional<Integer> memory = Optional.empty();

  @Option(names = "--batch", paramLabel = "N", description = "rows an update (10)")
  private Optional<Integer> batch = Optional.empty();

  @Option(names = "--replay-batch", paramLabel = "N", description = "rows replayed an update (10)")
  private Optional<Integer> replayBatch = Optional.empty();

  @Option(names = "--replay-steps", paramLabel = "N", description = "updates a batch (1)")
  private Optional<Integer> replaySteps = Optional.empty();

  @Option(names = "--learning-rate", paramLabel = "X", description = "of the optimizer (0.05)")
  private Optional<Double> learningRate = Optional.empty();

  @Option(names = "--optimizer", paramLabel = "ID", description = "sgd, adam or upgd (sgd)")
  private Optional<String> optimizer = Optional.empty();

  @Option(
      names = "--memory-bytes",
      paramLabel = "N",
      description = "most bytes of state, for strategies that size themselves (2000000)")
  private Optional<Long> memoryBytes = Optional.empty();

  @ArgGroup(
      heading = "Parts in place of the strategy's own; docs/strategies.md lists their ids:%n",
      exclusive = false)
  private @Nullable PartOptions parts;

  @Option(
      names = "--score-every",
      paramLabel = "N",
      description = "steps between two scorings within a task, at least (100)")
  private Optional<Integer> scoreEvery = Optional.empty();

  @Option(
      names = "--score-share",
      paramLabel = "X",
      description =
          "of the learner's time that scoring may take: 0 scores at task boundaries only, 1 every"
              + " task every time (0.05)")
  private Optional<Double> scoreShare = Optional.empty();

  @Option(
      names = "--on-poison",
      paramLabel = "POLICY",
      description =
          "after a step that would have poisoned the model: skip, halve-rate or stop (skip)")
  private Optional<String> onPoison = Optional.empty();

  /** The ids a strategy may have, for the help and for completion. */
  static final class StrategyIds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Learners.ids().iterator();
    }
  }

  /** The id of the learning system, which also names the learner. */
  String strategy() {
    return strategy;
  }

  /** Tells which options were given and mean nothing to the strategy, if there are any. */
  void tellUnread(PrintWriter err) {
    List<String> unread = unread();
    if (!unread.isEmpty()) {
      err.printf(
          "%s chooses for itself and does not read %s%n", strategy, String.join(", ", unread));
    }
  }

  private List<String> unread() {
    if (Learners.descends(strategy)) {
      return List.of();
    }
    Map<String, Optional<?>> unread = new LinkedHashMap<>();
    unread.put("--memory", memory);
    unread.put("--replay-batch", replayBatch);
    unread.put("--replay-steps", replaySteps);
    unread.put("--learning-rate", learningRate);
    unread.put("--optimizer", optimizer);
    return unread.entrySet().stream()
        .filter(option -> option.getValue().isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Refuses a network that cannot take what the data look like, before anything is started. */
  static void requireFits(Blueprint blueprint, Curriculum curriculum) {
    Tensor first = curriculum.training().iterator().next().getFeatures();
    Features features = new Features(first.getShape(), first.getElementType());
    blueprint
        .sections()
        .named("learners", LearnerSettings.class, LearnerSettings.DEFAULTS)
        .values()
        .forEach(
            learner -> {
              OptionProblems problems = new OptionProblems();
              problems.valueOr(
                  learner,
                  () -> {
                    Learners.check(learner.recipe(), features);
                    return learner;
                  });
              problems.throwIfAny();
            });
  }

  private Map<String, Object> scoring() {
    Map<String, Object> scoring = new LinkedHashMap<>();
    scoreEvery.ifPresent(value -> scoring.put("every", value));
    scoreShare.ifPresent(value -> scoring.put("share", value));
    return scoring;
  }

  /**
   * The blueprint with this learner alone, on one stream.
   *
   * @throws InvalidSettingsException if a value does not fit
   */
  Blueprint applied(Blueprint blueprint, String stream, long seed) {
    Map<String, Object> recipe = new LinkedHashMap<>();
    recipe.put("strategy", strategy);
    network.ifPresent(value -> recipe.put("network", value));
    memory.ifPresent(value -> recipe.put("memory", value));
    batch.ifPresent(value -> recipe.put("batch", value));
    replayBatch.ifPresent(value -> recipe.put("replayBatch", value));
    replaySteps.ifPresent(value -> recipe.put("replaySteps", value));
    learningRate.ifPresent(value -> recipe.put("learningRate", value));
    optimizer.ifPresent(value -> recipe.put("optimizer", value));
    memoryBytes.ifPresent(value -> recipe.put("memoryBytes", value));
    if (parts != null) {
      recipe.put("parts", parts.stated());
    }
    recipe.put("seed", seed);
    Map<String, Object> learner = new LinkedHashMap<>();
    learner.put("stream", stream);
    learner.put("scoring", scoring());
    onPoison.ifPresent(value -> learner.put("onPoison", value));
    learner.put("recipe", recipe);
    Blueprint applied = blueprint.withSection("learners", Map.of(strategy, learner));
    LearnerSettings.checkAll(
        applied.sections().named("learners", LearnerSettings.class, LearnerSettings.DEFAULTS));
    return applied;
  }
}
