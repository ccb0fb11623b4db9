package dev.perennial.learner;

import dev.perennial.learner.analytic.Analytic;
import dev.perennial.learner.auto.Auto;
import dev.perennial.learner.experts.MultipleExperts;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Identity;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Placement;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.network.Networks;
import dev.perennial.learner.online.IncrementalLearner;
import dev.perennial.learner.optimizer.Optimizers;
import dev.perennial.learner.strategy.AsymmetricReplay;
import dev.perennial.learner.strategy.CenterRegularization;
import dev.perennial.learner.strategy.DarkExperience;
import dev.perennial.learner.strategy.DistilledReplay;
import dev.perennial.learner.strategy.EnergyBased;
import dev.perennial.learner.strategy.ExperienceReplay;
import dev.perennial.learner.strategy.GradientLearner;
import dev.perennial.learner.strategy.GradientMemory;
import dev.perennial.learner.strategy.HolisticReplay;
import dev.perennial.learner.strategy.Icarl;
import dev.perennial.learner.strategy.InterferedReplay;
import dev.perennial.learner.strategy.Joint;
import dev.perennial.learner.strategy.LearningWithoutForgetting;
import dev.perennial.learner.strategy.LearningWithoutForgetting.Target;
import dev.perennial.learner.strategy.MetaReplay;
import dev.perennial.learner.strategy.Naive;
import dev.perennial.learner.strategy.OnlinePrototypes;
import dev.perennial.learner.strategy.Penalized;
import dev.perennial.learner.strategy.ProxyContrastiveReplay;
import dev.perennial.learner.strategy.Strategy;
import dev.perennial.learner.strategy.UtilityDescent;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Every learning system there is, by the id that selects it in a recipe. */
public enum Learners {
  /** Several side by side, weighted by what each turns out to be worth: nothing to choose. */
  AUTO("auto", Auto::open, Auto::identity),
  /** Fine-tuning, the lower bound. */
  NAIVE("naive", new Naive()),
  /** Experience replay. */
  ER("er", new ExperienceReplay()),
  /** Experience replay with asymmetric cross-entropy. */
  ER_ACE("er-ace", new AsymmetricReplay()),
  /** Dark experience replay. */
  DER("der", new DarkExperience(false)),
  /** Dark experience replay with labels. */
  DER_PLUS_PLUS("der++", new DarkExperience(true)),
  /** Experience replay of the rows that the batch would hurt most. */
  MIR("mir", new InterferedReplay()),
  /** Experience replay whose gradients are made to agree. */
  MER("mer", new MetaReplay()),
  /** Gradients that do not raise the loss of kept rows. */
  A_GEM("a-gem", new GradientMemory()),
  /** Parameters held to where they were. */
  L2("l2", new Penalized("l2")),
  /** Parameters held by their Fisher information. */
  EWC("ewc", new Penalized("ewc")),
  /** Parameters held by what they contributed to learning. */
  SI("si", new Penalized("si")),
  /** Parameters held by what they mean to the output. */
  MAS("mas", new Penalized("mas")),
  /** Fine-tuning that spares useful parameters and perturbs useless ones. */
  UPGD("upgd", new UtilityDescent()),
  /** Learning without forgetting: the last period's model teaches what it said. */
  LWF("lwf", new LearningWithoutForgetting(Target.PREDICTIONS)),
  /** Learning without forgetting, of features. */
  LWF_FEATURES("lwf-features", new LearningWithoutForgetting(Target.FEATURES)),
  /** Experience replay whose replayed rows the last period's model teaches too. */
  ER_KD("er-kd", new DistilledReplay()),
  /** Experience replay whose features stay near the centres of their classes. */
  CENTER_LOSS("center-loss", new CenterRegularization()),
  /** Exemplars near their class's mean, distillation, and the nearest mean of exemplars. */
  ICARL("icarl", new Icarl()),
  /** Proxy-based contrastive replay. */
  PCR("pcr", new ProxyContrastiveReplay()),
  /** Holistic proxy-based contrastive replay. */
  HPCR("hpcr", new HolisticReplay()),
  /** Online prototypes. */
  ONPRO("onpro", new OnlinePrototypes()),
  /** An energy-based model. */
  EBM("ebm", new EnergyBased()),
  /** Several experts, one of which learns at a time. */
  TAME("tame", new OfExperts()),
  /** All data so far, the upper bound. */
  JOINT("joint", new Joint()),
  /** Nearest class mean. */
  NCM("ncm", Analytic.NCM),
  /** Streaming linear discriminant analysis. */
  SLDA("slda", Analytic.SLDA),
  /** Analytic class-incremental learning: recursive ridge regression. */
  ACIL("acil", Analytic.ACIL),
  /** Prediction error-based classification. */
  PEC("pec", Analytic.PEC),
  /** Prototypical Bayesian continual learning. */
  PROTOCL("protocl", Analytic.PROTOCL),
  /** Nearest neighbours among the latest rows. */
  KNN("knn", IncrementalLearner::neighbours, IncrementalLearner::identity),
  /** A forest of Hoeffding trees. */
  FOREST("forest", IncrementalLearner::forest, IncrementalLearner::identity);

  /** What a learning system does with a recipe. */
  private interface Opening {

    /**
     * Checks the parts that the recipe states.
     *
     * @throws InvalidSettingsException if one does not exist, or does not suit the system
     */
    void check(Recipe recipe);

    /**
     * Checks that it can take such features.
     *
     * @throws IllegalArgumentException if not
     */
    void check(Recipe recipe, Features features);

    /** Opens one; where the placement is a GPU only if it {@link #descends}. */
    Learner open(Recipe recipe, Features features, Placement placement);

    /** What a state under a recipe is the state of. */
    Identity identity(Recipe recipe);

    /**
     * Bytes of the parameters it begins with on such features; 0 where it keeps to the recipe's
     * bytes whatever they are.
     *
     * @throws IllegalArgumentException if it cannot take them
     */
    default long parameterBytes(Recipe recipe, Features features) {
      return 0;
    }

    /** Whether what a recipe says of network, optimizer and memory means something to it. */
    default boolean descends() {
      return false;
    }
  }

  private static final class OfExperts implements Opening {
    @Override
    public void check(Recipe recipe) {
      MultipleExperts.check(recipe);
    }

    @Override
    public void check(Recipe recipe, Features features) {
      MultipleExperts.check(recipe, features);
    }

    @Override
    public Learner open(Recipe recipe, Features features, Placement placement) {
      return MultipleExperts.open(recipe, features, placement);
    }

    @Override
    public Identity identity(Recipe recipe) {
      return MultipleExperts.identity(recipe);
    }

    @Override
    public long parameterBytes(Recipe recipe, Features features) {
      return Networks.of(recipe.network(), features).parameterBytes();
    }

    @Override
    public boolean descends() {
      return true;
    }
  }

  private final String id;

  // Functions without state, which their type cannot say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Opening opening;

  Learners(String id, Opening opening) {
    this.id = id;
    this.opening = opening;
  }

  Learners(
      String id,
      BiFunction<Recipe, Features, Learner> constructor,
      Function<Recipe, Identity> identity) {
    this(
        id,
        new Opening() {
          @Override
          public void check(Recipe recipe) {
            requireOnly(Set.of(), recipe);
          }

          @Override
          public void check(Recipe recipe, Features features) {
            // Takes any.
          }

          @Override
          public Learner open(Recipe recipe, Features features, Placement placement) {
            return constructor.apply(recipe, features);
          }

          @Override
          public Identity identity(Recipe recipe) {
            return identity.apply(recipe);
          }
        });
  }

  Learners(String id, Strategy strategy) {
    this(
        id,
        new Opening() {
          @Override
          public void check(Recipe recipe) {
            GradientLearner.check(recipe, strategy);
          }

          @Override
          public void check(Recipe recipe, Features features) {
            GradientLearner.check(recipe, features, strategy);
          }

          @Override
          public Learner open(Recipe recipe, Features features, Placement placement) {
            return GradientLearner.open(recipe, features, strategy, placement);
          }

          @Override
          public Identity identity(Recipe recipe) {
            return GradientLearner.identity(recipe, strategy);
          }

          @Override
          public long parameterBytes(Recipe recipe, Features features) {
            return Networks.of(recipe.network(), features).parameterBytes();
          }

          @Override
          public boolean descends() {
            return true;
          }
        });
  }

  Learners(String id, Analytic system) {
    this(
        id,
        new Opening() {
          @Override
          public void check(Recipe recipe) {
            requireOnly(Set.of("features"), recipe);
          }

          @Override
          public void check(Recipe recipe, Features features) {
            system.check(recipe, features);
          }

          @Override
          public Learner open(Recipe recipe, Features features, Placement placement) {
            return system.open(recipe, features);
          }

          @Override
          public Identity identity(Recipe recipe) {
            return Analytic.identity(recipe);
          }

          @Override
          public long parameterBytes(Recipe recipe, Features features) {
            return system.parameterBytes(recipe, features);
          }
        });
  }

  /** Refuses the parts that a system does not have: all but those in {@code had}. */
  private static void requireOnly(Set<String> had, Recipe recipe) {
    Problems problems = new Problems("recipe.parts");
    recipe
        .parts()
        .named()
        .forEach(
            (key, part) ->
                problems.require(
                    had.contains(key),
                    key,
                    "is no part of %s, which has %s"
                        .formatted(
                            recipe.strategy(),
                            had.isEmpty() ? "none" : String.join(", ", had) + " only"),
                    part));
    problems.throwIfAny();
  }

  /** What a recipe calls it. */
  public String id() {
    return id;
  }

  /**
   * Whether a learning system takes its optimizer, its rates and the size of its memory from the
   * recipe; others choose for themselves. False for an id that there is not.
   */
  public static boolean descends(String id) {
    return named(id).map(learner -> learner.opening.descends()).orElse(false);
  }

  /** The ids of all of them. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Learners::id).toList();
  }

  /**
   * Checks that everything a recipe names exists and goes together.
   *
   * @throws InvalidSettingsException if not, with a line for each
   */
  public static void check(Recipe recipe) {
    new Problems("recipe")
        .require(
            named(recipe.strategy()).isPresent(),
            "strategy",
            "must be one of " + ids(),
            recipe.strategy())
        .require(Networks.exists(recipe.network()), "network", Networks.rule(), recipe.network())
        .require(
            Optimizers.exists(recipe.optimizer()),
            "optimizer",
            Optimizers.rule(),
            recipe.optimizer())
        .throwIfAny();
    named(recipe.strategy()).orElseThrow().opening.check(recipe);
  }

  /**
   * Checks that everything a recipe names exists, goes together and can take such features.
   *
   * @throws InvalidSettingsException if not, with a line for each
   */
  public static void check(Recipe recipe, Features features) {
    check(recipe);
    try {
      named(recipe.strategy()).orElseThrow().opening.check(recipe, features);
    } catch (IllegalArgumentException unfit) {
      throw new InvalidSettingsException(List.of(String.valueOf(unfit.getMessage())));
    }
  }

  /**
   * Opens the learner a recipe describes on the processor, at version 0. The calling thread owns
   * it.
   *
   * @throws InvalidSettingsException if {@link #check} refuses the recipe
   * @throws IllegalArgumentException if the learner cannot take such features
   */
  public static Learner open(Recipe recipe, Features features) {
    return open(recipe, features, Placement.CPU);
  }

  /**
   * As {@link #open(Recipe, Features)}, computing there.
   *
   * @throws IllegalArgumentException also if it is a GPU and the learner does not {@linkplain
   *     #runsOnGpu run on one}
   */
  public static Learner open(Recipe recipe, Features features, Placement placement) {
    check(recipe);
    Opening opening = named(recipe.strategy()).orElseThrow().opening;
    if (placement.gpu().isPresent() && !opening.descends()) {
      throw new IllegalArgumentException(
          "%s computes on the processor, not on %s".formatted(recipe.strategy(), placement));
    }
    return opening.open(recipe, features, placement);
  }

  /**
   * Whether a learning system can compute on a GPU: those that {@linkplain #descends descend} a
   * gradient do. False for an id that there is not.
   */
  public static boolean runsOnGpu(String id) {
    return descends(id);
  }

  /**
   * What a learner's state is the state of, but for the features of its stream: a recipe may change
   * as long as this stays.
   *
   * @throws InvalidSettingsException if {@link #check(Recipe)} refuses the recipe
   */
  public static Identity identity(Recipe recipe) {
    check(recipe);
    return named(recipe.strategy()).orElseThrow().opening.identity(recipe);
  }

  /**
   * Bytes of the parameters that a learner begins with on such features, before it knows a class
   * and without what stands beside each of them; 0 for learners that keep to the recipe's bytes.
   *
   * @throws IllegalArgumentException if the learner cannot take such features
   */
  public static long parameterBytes(Recipe recipe, Features features) {
    return named(recipe.strategy())
        .map(learner -> learner.opening.parameterBytes(recipe, features))
        .orElse(0L);
  }

  private static Optional<Learners> named(String id) {
    return Arrays.stream(values()).filter(learner -> learner.id.equals(id)).findFirst();
  }
}
