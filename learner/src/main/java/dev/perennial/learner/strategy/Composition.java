package dev.perennial.learner.strategy;

import dev.perennial.learner.classifier.Classifier;
import dev.perennial.learner.classifier.Classifiers;
import dev.perennial.learner.gradient.GradientRule;
import dev.perennial.learner.gradient.GradientRules;
import dev.perennial.learner.learning.Identity;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.loss.LossTerm;
import dev.perennial.learner.loss.LossTerm.Need;
import dev.perennial.learner.loss.Losses;
import dev.perennial.learner.memory.Retrieval;
import dev.perennial.learner.memory.Retrievals;
import dev.perennial.learner.memory.UpdatePolicies;
import dev.perennial.learner.memory.UpdatePolicy;
import dev.perennial.learner.network.Network;
import dev.perennial.learner.optimizer.Optimizer;
import dev.perennial.learner.optimizer.Optimizers;
import dev.perennial.learner.penalty.Penalties;
import dev.perennial.learner.penalty.Penalty;
import dev.perennial.learner.step.Scaling;
import dev.perennial.learner.step.Selection;
import dev.perennial.learner.step.StepDesign;
import dev.perennial.learner.weights.WeightRule;
import dev.perennial.learner.weights.WeightRules;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The parts that a strategy and a recipe name together: every one exists, and together they make
 * sense.
 */
final class Composition {

  private static final String SECTION = "recipe.parts";

  private final Recipe recipe;
  private final Strategy strategy;
  private final Parts parts;
  private final List<LossTerm.Weighted> terms;
  private final UpdatePolicy update;
  private final Retrieval retrieval;
  private final GradientRule gradient;
  private final WeightRule weights;
  private final Penalty penalty;
  private final Classifier classifier;

  private Composition(Recipe recipe, Strategy strategy) {
    this.recipe = recipe;
    this.strategy = strategy;
    this.parts = recipe.parts().over(strategy.parts());
    List<String> unknown = new ArrayList<>();
    this.terms = read(unknown, "loss", parts.loss(), Losses::parse, List.of());
    this.update =
        read(
            unknown,
            "update",
            parts.update(),
            text -> UpdatePolicies.ALL.part(text).apply(recipe.seed()),
            UpdatePolicy.nothing());
    this.retrieval =
        read(
            unknown,
            "retrieval",
            parts.retrieval(),
            text -> Retrievals.ALL.part(text).apply(recipe.seed()),
            Retrieval.uniform(0));
    this.gradient =
        read(unknown, "gradient", parts.gradient(), GradientRules.ALL::part, GradientRule.NONE);
    this.weights =
        read(unknown, "weights", parts.weights(), WeightRules.ALL::part, WeightRule.NONE);
    this.penalty = read(unknown, "penalty", parts.penalty(), Penalties.ALL::part, Penalty.NONE);
    this.classifier =
        read(
            unknown,
            "classifier",
            parts.classifier(),
            Classifiers.ALL::part,
            Classifiers.ALL.part("linear"));
    if (!unknown.isEmpty()) {
      throw new InvalidSettingsException(unknown);
    }
    requireSense();
  }

  /**
   * The composition.
   *
   * @throws InvalidSettingsException if a part does not exist or two do not go together, with a
   *     line for each
   */
  static Composition of(Recipe recipe, Strategy strategy) {
    return new Composition(recipe, strategy);
  }

  private static <T> T read(
      List<String> unknown, String key, String text, Function<String, T> reader, T otherwise) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException refused) {
      String why = String.valueOf(refused.getMessage());
      unknown.add("%s.%s %s".formatted(SECTION, key, why.replaceFirst("^" + key + " ", "")));
      return otherwise;
    }
  }

  /** Refuses parts that exist but do not go together. */
  private void requireSense() {
    boolean keeps = keeps();
    boolean replays = terms.stream().anyMatch(term -> term.term().needs().contains(Need.REPLAY));
    new Problems(SECTION)
        .require(
            keeps || !replays, "loss", "learns replayed rows, but update keeps none", parts.loss())
        .require(
            keeps || !gradient.needsReference(),
            "gradient",
            "needs replayed rows, but update keeps none",
            parts.gradient())
        .require(
            keeps || classifier.answer().stream().noneMatch(Classifier.Answer::needsMemory),
            "classifier",
            "answers from kept rows, but update keeps none",
            parts.classifier())
        .require(
            classifier.answer().isEmpty() || !weights.companionAnswers(),
            "classifier",
            "answers on features of the weights as they are, but averaged weights answer",
            parts.classifier())
        .require(
            keeps || retrieval.selection() == Selection.NONE,
            "retrieval",
            "chooses among kept rows, but update keeps none",
            parts.retrieval())
        .require(
            !keeps
                || replays
                || gradient.needsReference()
                || classifier.answer().stream().anyMatch(Classifier.Answer::needsMemory),
            "update",
            "keeps rows that no other part uses; none keeps none",
            parts.update())
        .require(
            parts.features().equals("raw"),
            "features",
            "is for learners without a network; a network makes its own",
            parts.features())
        .throwIfAny();
  }

  /** The parts as the program of a step needs them. */
  StepDesign design(Network network, Scaling scaling) {
    // A retraining replays whole batches.
    return new StepDesign(
        recipe.batch(),
        Math.max(retrieval.candidates(recipe.replayBatch()), recipe.batch()),
        recipe.replayBatch(),
        retrieval.selection(),
        scaling,
        network,
        classifier,
        terms,
        gradient,
        penalty,
        optimizer(),
        weights);
  }

  private Optimizer optimizer() {
    return Optimizers.of(strategy.optimizer(recipe), recipe);
  }

  /** Whether it keeps rows. */
  boolean keeps() {
    return !parts.update().equals("none");
  }

  /**
   * What the state is the state of: everything that decides which tensors there are and what stands
   * in them. Of the optimizer that is which it is and what it keeps, not its numbers.
   */
  Identity identity() {
    List<String> moments = optimizer().moments();
    String optimizer =
        strategy.optimizer(recipe)
            + (moments.isEmpty() ? "" : " with " + String.join(" and ", moments));
    Identity identity =
        Identity.of(recipe)
            .and("network", recipe.network())
            .and("optimizer", optimizer)
            .and("seed", recipe.seed());
    if (keeps() && strategy.keepsAsManyAsTheRecipe()) {
      identity = identity.and("memory", recipe.memory());
    }
    return identity.and("parts.", new Identity(parts.named()));
  }

  UpdatePolicy update() {
    return update;
  }

  Retrieval retrieval() {
    return retrieval;
  }

  /** How many of so many drawn rows a step replays. */
  int selected(int drawn) {
    return retrieval.selection() == Selection.NONE ? drawn : Math.min(drawn, recipe.replayBatch());
  }

  /** Whether the logits of a step are what the model answers. */
  boolean logitsAnswer() {
    return classifier.answer().isEmpty() && !weights.companionAnswers();
  }
}
