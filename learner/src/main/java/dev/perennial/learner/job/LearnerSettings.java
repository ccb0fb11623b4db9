package dev.perennial.learner.job;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Identity;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.Problems;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One learner: an entry of the section {@code learners}, under its name.
 *
 * @param stream the stream it learns, or {@code *} for every stream, each with a model of its own
 * @param recipe what it is made of
 * @param scoring how much of its time goes into scoring it
 * @param measureEvery steps between two whose effect on their own batch is measured; 0 for none
 * @param topScores how many classes, the best ones, a prediction tells with their probabilities, in
 *     [0, {@value #MOST_TOP_SCORES}]; 0 for the predicted one alone
 * @param holdoutCapacity the most hold-out samples kept a task: the first ones; at least 1
 * @param reader who reads the log for it. Learners of one reader are read to together; one that
 *     joins a job later needs a reader of a new name, which begins where the log begins
 * @param device where it computes; no part of its state
 * @param onPoison what becomes of the learner when it refused a step
 * @param limits what an entry of the log may ask of a model
 */
public record LearnerSettings(
    String stream,
    Recipe recipe,
    ScoringSettings scoring,
    int measureEvery,
    int topScores,
    int holdoutCapacity,
    String reader,
    DeviceSetting device,
    OnPoison onPoison,
    EntryLimits limits)
    implements Serializable {

  private static final int MEASURE_EVERY = 100;

  /** A record must not outgrow its topic. */
  private static final int MOST_TOP_SCORES = 1_000;

  /** The reader of those that name none. */
  public static final String SHARED = "shared";

  /** What an entry's missing keys mean. */
  public static final LearnerSettings DEFAULTS =
      new LearnerSettings("*", Recipe.DEFAULTS, ScoringSettings.DEFAULTS, 10_000);

  /** Checks the ranges. */
  public LearnerSettings {
    new Problems("learner")
        .notBlank("stream", stream)
        .atLeast("measureEvery", measureEvery, 0)
        .within("topScores", topScores, 0, MOST_TOP_SCORES)
        .atLeast("holdoutCapacity", holdoutCapacity, 1)
        .notBlank("reader", reader)
        .throwIfAny();
  }

  /** One whose other keys are missing. */
  public LearnerSettings(
      String stream, Recipe recipe, ScoringSettings scoring, int holdoutCapacity) {
    this(
        stream,
        recipe,
        scoring,
        MEASURE_EVERY,
        0,
        holdoutCapacity,
        SHARED,
        DeviceSetting.AUTO,
        OnPoison.SKIP,
        EntryLimits.DEFAULTS);
  }

  /** The same, measured every so many steps. */
  LearnerSettings withMeasureEvery(int steps) {
    return new LearnerSettings(
        stream,
        recipe,
        scoring,
        steps,
        topScores,
        holdoutCapacity,
        reader,
        device,
        onPoison,
        limits);
  }

  /** The same, telling so many classes with each prediction. */
  LearnerSettings withTopScores(int most) {
    return new LearnerSettings(
        stream,
        recipe,
        scoring,
        measureEvery,
        most,
        holdoutCapacity,
        reader,
        device,
        onPoison,
        limits);
  }

  /** The same with a reader of another name. */
  LearnerSettings withReader(String other) {
    return new LearnerSettings(
        stream,
        recipe,
        scoring,
        measureEvery,
        topScores,
        holdoutCapacity,
        other,
        device,
        onPoison,
        limits);
  }

  /** The same on another device. */
  LearnerSettings withDevice(DeviceSetting other) {
    return new LearnerSettings(
        stream,
        recipe,
        scoring,
        measureEvery,
        topScores,
        holdoutCapacity,
        reader,
        other,
        onPoison,
        limits);
  }

  /** The same with another answer to a refused step. */
  LearnerSettings withOnPoison(OnPoison other) {
    return new LearnerSettings(
        stream,
        recipe,
        scoring,
        measureEvery,
        topScores,
        holdoutCapacity,
        reader,
        device,
        other,
        limits);
  }

  /** The same with other limits. */
  LearnerSettings withLimits(EntryLimits other) {
    return new LearnerSettings(
        stream,
        recipe,
        scoring,
        measureEvery,
        topScores,
        holdoutCapacity,
        reader,
        device,
        onPoison,
        other);
  }

  /** What its state is the state of, by the keys of its entry. */
  Identity identity() {
    return new Identity(Map.of())
        .and("stream", stream)
        .and("reader", reader)
        .and("recipe.", Learners.identity(recipe));
  }

  /**
   * Checks that everything the recipes of these learners name exists and goes together, and that a
   * rate that may be halved, or a GPU, means something to them.
   *
   * @throws InvalidSettingsException if not, with the problems of all of them, each under its path,
   *     for example {@code learners.er.recipe.strategy}
   */
  public static void checkAll(Map<String, LearnerSettings> learners) {
    List<String> problems = new ArrayList<>();
    learners.forEach(
        (name, learner) -> {
          if (learner.onPoison == OnPoison.HALVE_RATE
              && !Learners.descends(learner.recipe.strategy())) {
            problems.add(
                "learners.%s.onPoison must be skip or stop, as %s takes no rate from its recipe: %s"
                    .formatted(name, learner.recipe.strategy(), learner.onPoison));
          }
          if (learner.device == DeviceSetting.GPU
              && !Learners.runsOnGpu(learner.recipe.strategy())) {
            problems.add(
                "learners.%s.device must be auto or cpu, as %s computes on the processor: gpu"
                    .formatted(name, learner.recipe.strategy()));
          }
          try {
            Learners.check(learner.recipe());
          } catch (InvalidSettingsException e) {
            e.problems().forEach(problem -> problems.add("learners." + name + "." + problem));
          }
        });
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
  }

  /** Whether it learns the stream of that name. */
  public boolean learns(String name) {
    return stream.equals("*") || stream.equals(name);
  }
}
