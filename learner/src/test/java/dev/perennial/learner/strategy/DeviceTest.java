package dev.perennial.learner.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Boundary;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Placement;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.network.Network;
import dev.perennial.learner.network.Networks;
import dev.perennial.learner.network.Parameter;
import dev.perennial.learner.step.OtherDevices;
import dev.perennial.learner.step.Residence;
import dev.perennial.learner.strategy.LearningWithoutForgetting.Target;
import dev.perennial.schemas.ElementType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a learner does on a device, without one: on the processor as if its memory were a device's,
 * and on libtorch's {@code meta} device, where reading a value fails and so does an operation on
 * tensors of device and host.
 */
class DeviceTest {

  private static final Map<String, Strategy> STRATEGIES =
      Map.ofEntries(
          Map.entry("naive", new Naive()),
          Map.entry("er", new ExperienceReplay()),
          Map.entry("er-ace", new AsymmetricReplay()),
          Map.entry("der", new DarkExperience(false)),
          Map.entry("der++", new DarkExperience(true)),
          Map.entry("mir", new InterferedReplay()),
          Map.entry("mer", new MetaReplay()),
          Map.entry("a-gem", new GradientMemory()),
          Map.entry("l2", new Penalized("l2")),
          Map.entry("ewc", new Penalized("ewc")),
          Map.entry("si", new Penalized("si")),
          Map.entry("mas", new Penalized("mas")),
          Map.entry("upgd", new UtilityDescent()),
          Map.entry("lwf", new LearningWithoutForgetting(Target.PREDICTIONS)),
          Map.entry("lwf-features", new LearningWithoutForgetting(Target.FEATURES)),
          Map.entry("er-kd", new DistilledReplay()),
          Map.entry("center-loss", new CenterRegularization()),
          Map.entry("icarl", new Icarl()),
          Map.entry("pcr", new ProxyContrastiveReplay()),
          Map.entry("hpcr", new HolisticReplay()),
          Map.entry("onpro", new OnlinePrototypes()),
          Map.entry("ebm", new EnergyBased()),
          Map.entry("joint", new Joint()));

  /** What libtorch says of an operation that needs values there are not. */
  private static final String NO_VALUE = "with Meta tensors";

  /** Whose steps ask the device what decides how they go on, and so wait for it more than once. */
  private static final Set<String> ASKING =
      Set.of("a-gem", "lwf", "er-kd", "icarl", "pcr", "hpcr", "onpro", "ebm");

  @Test
  void everySystemThatRunsOnAGpuIsTriedHere() {
    // tame is several learners of naive and of replay, and no script of its own.
    Set<String> tried = new TreeSet<>(STRATEGIES.keySet());
    tried.add("tame");
    assertThat(Learners.ids().stream().filter(Learners::runsOnGpu).toList())
        .containsExactlyInAnyOrderElementsOf(tried);
  }

  static Stream<Arguments> systems() {
    return new TreeMap<>(STRATEGIES)
        .keySet().stream()
            .flatMap(
                id ->
                    Stream.of(
                        Arguments.of(id, "mlp:24,16", optimizer(id, "sgd"), ElementType.UINT8),
                        Arguments.of(id, "mlp:24", optimizer(id, "adam"), ElementType.FLOAT32),
                        Arguments.of(id, "cnn", optimizer(id, "sgd"), ElementType.UINT8)));
  }

  private static String optimizer(String id, String other) {
    return id.equals("upgd") ? id : other;
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @MethodSource("systems")
  void learnsTheSameBitsWhereJavaDoesNotSeeItsMemory(
      String id, String network, String optimizer, ElementType type) {
    Recipe recipe = Streams.recipe(id, network, optimizer);
    Features features = Streams.image(type);

    assertThat(saved(recipe, features, OtherDevices::unseen))
        .containsExactlyInAnyOrderEntriesOf(saved(recipe, features, Residence::host));
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @MethodSource("systems")
  void goesOnWhereverItWasSaved(String id, String network, String optimizer, ElementType type) {
    Recipe recipe = Streams.recipe(id, network, optimizer);
    Features features = Streams.image(type);
    Map<String, byte[]> half = new TreeMap<>();
    try (Learner first = open(recipe, features, Residence::host)) {
      Streams.learn(first, features, 0, 8);
      first.onBoundary(new Boundary(0));
      first.save(StateStore.of(half));
    }

    assertThat(continued(recipe, features, half, OtherDevices::unseen))
        .containsExactlyInAnyOrderEntriesOf(continued(recipe, features, half, Residence::host));
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @MethodSource("systems")
  void asksADeviceNothingWithinAStep(
      String id, String network, String optimizer, ElementType type) {
    Recipe recipe = Streams.recipe(id, network, optimizer);

    if (ASKING.contains(id)) {
      assertThatThrownBy(() -> run(recipe, type, OtherDevices::withoutValues))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining(NO_VALUE);
    } else {
      assertThatCode(() -> run(recipe, type, OtherDevices::withoutValues))
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @MethodSource("systems")
  void mixesNothingOfHostAndDevice(String id, String network, String optimizer, ElementType type) {
    Recipe recipe = Streams.recipe(id, network, optimizer);

    assertThatCode(() -> run(recipe, type, OtherDevices::answering)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "classifier ncm",
        "classifier nearest-exemplar",
        "classifier slda",
        "classifier energy",
        "classifier cosine",
        "gradient clip:1",
        "weights ema",
        "penalty mas",
        "retrieval loss",
        "loss cross-entropy + replay + replay-feature-distillation + sample-distillation"
      })
  void mixesNothingOfHostAndDeviceInPartsThatNoStrategyHas(String part) {
    String value = part.substring(part.indexOf(' ') + 1);
    Parts parts =
        switch (part.substring(0, part.indexOf(' '))) {
          case "classifier" -> Parts.DEFAULTS.withClassifier(value);
          case "gradient" -> Parts.DEFAULTS.withGradient(value);
          case "weights" -> Parts.DEFAULTS.withWeights(value);
          case "penalty" -> Parts.DEFAULTS.withPenalty(value);
          case "retrieval" -> Parts.DEFAULTS.withRetrieval(value);
          default -> Parts.DEFAULTS.withLoss(value);
        };
    Recipe recipe = Streams.recipe("er", "mlp:24", "sgd").withParts(parts);
    Features features = Streams.image(ElementType.UINT8);

    assertThatCode(() -> run(recipe, ElementType.UINT8, OtherDevices::answering))
        .doesNotThrowAnyException();
    assertThat(saved(recipe, features, OtherDevices::unseen))
        .containsExactlyInAnyOrderEntriesOf(saved(recipe, features, Residence::host));
  }

  @Test
  void wouldSeeAStepThatReadsAValueBack() {
    assertThatThrownBy(() -> runOn("x = torch.mul(x, float(torch.sum(x)))\n"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining(NO_VALUE);
  }

  @Test
  void wouldSeeATensorThatLiesOnTheHost() {
    assertThatThrownBy(
            () ->
                runOn(
                    "x = torch.add(x, torch.ones([1, torch.size(x, 1)], dtype=6, layout=0,"
                        + " device=torch.device(\"cpu\")))\n"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("device");
  }

  @Test
  void isRefusedAGpuByAnEngineWithoutCudaAndByALearnerWithoutAGradient() {
    Recipe recipe = Streams.recipe("er", "mlp:24", "sgd");
    Features features = Streams.image(ElementType.UINT8);

    assertThatThrownBy(() -> Learners.open(recipe, features, Placement.gpu(0)))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("CUDA");
    assertThatThrownBy(() -> Learners.open(recipe.withStrategy("slda"), features, Placement.gpu(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slda computes on the processor, not on gpu 0");
  }

  @Test
  void refusesTheSamePoisonWhereJavaDoesNotSeeItsMemory() {
    Recipe explosive = Streams.atRate(Streams.recipe("er", "mlp:24,16", "sgd"), 1e3);
    Features features = Streams.image(ElementType.UINT8);
    try (Learner host = open(explosive, features, Residence::host);
        Learner apart = open(explosive, features, OtherDevices::unseen)) {
      for (int number = 0; number < 6; number++) {
        int[] labels = Streams.labels(number, 10, 3);
        String said = outcome(host, features, number, labels);
        assertThat(outcome(apart, features, number, labels)).isEqualTo(said);
      }
      assertThat(Streams.bits(apart.model())).isEqualTo(Streams.bits(host.model()));
    }
  }

  @Test
  void answersAboutRowsThatStayOnTheDeviceAsAboutOthers() {
    Recipe recipe = Streams.recipe("er", "mlp:24,16", "sgd");
    Features features = Streams.image(ElementType.UINT8);
    Inputs holdout = Streams.batch(features, 99, Streams.labels(99, 20, 3)).inputs();
    try (Learner host = open(recipe, features, Residence::host);
        Learner apart = open(recipe, features, OtherDevices::unseen)) {
      for (int scoring = 0; scoring < 4; scoring++) {
        Streams.learn(host, features, scoring, scoring + 1);
        Streams.learn(apart, features, scoring, scoring + 1);
        Scores said = host.predict(holdout);
        Scores there = apart.predict(holdout);
        for (int row = 0; row < holdout.rows(); row++) {
          assertThat(there.probabilities(row)).containsExactly(said.probabilities(row));
        }
      }
    }
  }

  private static String outcome(Learner learner, Features features, int number, int... labels) {
    try {
      return "learned " + learner.observe(Streams.batch(features, number, labels)).lossNats();
    } catch (RuntimeException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  private static Learner open(
      Recipe recipe, Features features, Function<NDManager, Residence> residence) {
    return GradientLearner.open(
        recipe,
        features,
        STRATEGIES.get(recipe.strategy()),
        Networks.of(recipe.network(), features),
        residence);
  }

  /** What is saved after two periods, once in the middle of the second. */
  private static Map<String, byte[]> saved(
      Recipe recipe, Features features, Function<NDManager, Residence> residence) {
    Map<String, byte[]> saved = new TreeMap<>();
    StateStore store = StateStore.of(saved);
    try (Learner learner = open(recipe, features, residence)) {
      live(learner, features, store);
    }
    return saved;
  }

  private static Map<String, byte[]> continued(
      Recipe recipe,
      Features features,
      Map<String, byte[]> from,
      Function<NDManager, Residence> residence) {
    Map<String, byte[]> saved = new TreeMap<>(from);
    StateStore store = StateStore.of(saved);
    try (Learner learner = open(recipe, features, residence)) {
      learner.restore(store);
      Streams.learn(learner, features, 8, 14);
      learner.save(store);
    }
    return saved;
  }

  private static void run(Recipe recipe, ElementType type, Function<NDManager, Residence> device) {
    Features features = Streams.image(type);
    Network network = Networks.of(recipe.network(), features);
    try (ValuelessStep step =
        new ValuelessStep(recipe, features, STRATEGIES.get(recipe.strategy()), network, device)) {
      step.run();
    }
  }

  private static void live(Learner learner, Features features, StateStore store) {
    learner.expectClasses(3);
    Streams.learn(learner, features, 0, 7);
    learner.onBoundary(new Boundary(0));
    Streams.learn(learner, features, 7, 10);
    learner.save(store);
    learner.predict(Streams.batch(features, 99, 0, 1).inputs());
    Streams.learn(learner, features, 10, 13);
    learner.onBoundary(new Boundary(1));
    learner.save(store);
  }

  /** A dense network whose features begin with a line that does not belong there. */
  private static void runOn(String line) {
    Recipe recipe = Streams.recipe("er", "mlp:24", "sgd");
    Features features = Streams.image(ElementType.UINT8);
    Network network = Networks.of(recipe.network(), features);
    Network spoilt =
        new Network() {
          @Override
          public List<Parameter> parameters() {
            return network.parameters();
          }

          @Override
          public String features() {
            return line + network.features();
          }

          @Override
          public int width() {
            return network.width();
          }

          @Override
          public String head() {
            return network.head();
          }
        };
    try (ValuelessStep step =
        new ValuelessStep(
            recipe, features, new ExperienceReplay(), spoilt, OtherDevices::answering)) {
      step.run();
    }
  }
}
