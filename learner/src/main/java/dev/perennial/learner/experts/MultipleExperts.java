package dev.perennial.learner.experts;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Boundary;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Holdings;
import dev.perennial.learner.learning.Identity;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Placement;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.RefusedStepException;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateFormat;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import dev.perennial.learner.random.Draws;
import dev.perennial.learner.step.Header;
import dev.perennial.learner.strategy.GradientLearner;
import dev.perennial.learner.strategy.Naive;
import dev.perennial.learner.strategy.Strategy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A task-agnostic learner of several experts (Zhu et al., "TAME: task agnostic continual learning
 * using multiple experts", 2022): one expert learns until its loss {@linkplain LossTrend jumps};
 * then the expert that does best on the batch goes on, a new one if none of them does well. A
 * selector, trained on a small memory of rows with the expert that learned them, says which expert
 * answers a row.
 *
 * <p>An expert is a network that learns as the recipe's parts say, cross-entropy alone by default;
 * the selector is one that learns by replay alone while batches are one expert's (asymmetric
 * cross-entropy), from a memory of the recipe's size with the same number of rows of each expert.
 *
 * <p>Departures: an expert does well on a batch if its loss is at most half that of guessing,
 * {@code ln(classes) / 2}, where the paper compares it with the expert's own threshold: on a long
 * stream, three deviations are exceeded by chance. No more than {@link #MOST} experts; beyond, the
 * best goes on. The selector learns with every batch, where the paper trains it when it is asked.
 * Experts are not pruned.
 */
public final class MultipleExperts implements Learner {

  /** The most experts. */
  static final int MOST = 16;

  private static final Strategy LEARNING = new Naive();

  private static final Strategy ROUTING =
      () -> Parts.ofLoss("asymmetric + replay").withUpdate("class-balanced");

  private static final String EXPERTS = "experts";
  private static final String SELECTOR = "selector/";
  private static final String ACTIVE = "active";
  private static final String TREND = "trend";

  /** Of what is kept beside the learners. */
  private static final StateFormat FORMAT = new StateFormat("the saved experts", 1);

  private static final class Expert {
    private final GradientLearner learner;
    private LossTrend trend = LossTrend.NONE;

    private Expert(GradientLearner learner) {
      this.learner = learner;
    }
  }

  private final Recipe recipe;
  private final Features features;
  private final Placement placement;
  private final Identity identity;
  private final GradientLearner selector;
  private final List<Expert> experts = new ArrayList<>();
  private final Batch routes;
  private final Map<String, StateStore> parts = new HashMap<>();
  private double share = 1;
  private int active;
  private int classes;
  private long version;
  private int remembered;
  private @Nullable StateStore savedTo;
  private boolean changed = true;

  private MultipleExperts(Recipe recipe, Features features, Placement placement) {
    this.recipe = recipe;
    this.features = features;
    this.placement = placement;
    this.identity = identity(recipe).on(features);
    this.routes = new Batch(features, recipe.batch());
    long seed = new Draws(recipe.seed(), "selector").bits(0);
    this.selector =
        GradientLearner.open(
            recipe.withSeed(seed).withParts(Parts.DEFAULTS), features, ROUTING, placement);
    try {
      join(newborn());
    } catch (RuntimeException | Error failed) {
      selector.close();
      throw failed;
    }
  }

  /**
   * Checks that the parts of a recipe exist and go together.
   *
   * @throws dev.perennial.schemas.settings.InvalidSettingsException if not, with a line for each
   */
  public static void check(Recipe recipe) {
    GradientLearner.check(recipe, LEARNING);
  }

  /** What a state under a recipe is the state of. */
  public static Identity identity(Recipe recipe) {
    return GradientLearner.identity(recipe, LEARNING);
  }

  /**
   * Checks that a learner can take such features.
   *
   * @throws IllegalArgumentException if the network cannot, or memory cannot hold that many
   */
  public static void check(Recipe recipe, Features features) {
    GradientLearner.check(recipe, features, LEARNING);
  }

  /**
   * Opens a learner at version 0, with one expert and without classes, all of it in one place.
   *
   * @throws IllegalArgumentException if the recipe does not fit the features
   */
  public static MultipleExperts open(Recipe recipe, Features features, Placement placement) {
    return new MultipleExperts(recipe, features, placement);
  }

  /** The next expert, which knows nothing but how many classes there are. */
  private Expert newborn() {
    long seed = new Draws(recipe.seed(), "expert").bits(experts.size());
    Expert expert =
        new Expert(GradientLearner.open(recipe.withSeed(seed), features, LEARNING, placement));
    expert.learner.slowDown(share);
    expert.learner.expectClasses(classes);
    return expert;
  }

  private void join(Expert newborn) {
    experts.add(newborn);
    selector.expectClasses(experts.size());
  }

  @Override
  public void slowDown(double share) {
    this.share = share;
    experts.forEach(expert -> expert.learner.slowDown(share));
    selector.slowDown(share);
  }

  /** How many experts there are, from 1 to {@link #MOST}. */
  int experts() {
    return experts.size();
  }

  @Override
  public Scores predict(Inputs inputs) {
    Scores routed = selector.predict(inputs);
    int rows = inputs.rows();
    float[] logits = new float[rows * classes];
    if (classes > 0) {
      Map<Integer, Scores> said = new HashMap<>();
      for (int row = 0; row < rows; row++) {
        int expert = routed.predicted(row).orElseThrow();
        Scores scores = said.computeIfAbsent(expert, at -> experts.get(at).learner.predict(inputs));
        for (int label = 0; label < classes; label++) {
          logits[row * classes + label] = scores.logit(row, label);
        }
      }
    }
    return new Scores(rows, classes, logits);
  }

  @Override
  public Step observe(Batch batch) {
    int rows = batch.rows();
    batch.requireRows(recipe.batch());
    Scores answers = predict(batch.inputs());
    for (int row = 0; row < rows; row++) {
      expectClasses(batch.label(row) + 1);
    }
    changed = true;
    Choice choice = suited(batch);
    boolean isNew = choice.expert() == experts.size();
    Step step =
        isNew ? learnAnew(batch) : learn(experts.get(choice.expert()), choice.lossNats(), batch);
    active = choice.expert();
    Optional<Step> routed = route(batch);
    remembered = routed.map(Step::memorySize).orElse(remembered);
    return new Step(
        answers,
        step.lossNats(),
        step.replayed() + routed.map(Step::replayed).orElse(0),
        step.memorySize() + remembered,
        recipe.learningRate() * share,
        step.refused() + routed.map(Step::refused).orElse(1));
  }

  /** Teaches an expert a batch of that loss to it. */
  private Step learn(Expert expert, double lossNats, Batch batch) {
    long before = expert.learner.version();
    Step step = expert.learner.observe(batch);
    version += expert.learner.version() - before;
    expert.trend = expert.trend.with(lossNats);
    return step;
  }

  /** Teaches a batch to a new expert, which joins the others once it has learned it. */
  private Step learnAnew(Batch batch) {
    Expert expert = newborn();
    try {
      Step step = learn(expert, lossNats(expert, batch), batch);
      join(expert);
      return step;
    } catch (RuntimeException | Error failed) {
      expert.learner.close();
      throw failed;
    }
  }

  /**
   * Who is to learn a batch.
   *
   * @param expert one more than there are for a new one
   * @param lossNats its mean loss on the batch; for a new one that of the best there is
   */
  private record Choice(int expert, double lossNats) {}

  private Choice suited(Batch batch) {
    Expert current = experts.get(active);
    double currentNats = lossNats(current, batch);
    if (!current.trend.jumps(currentNats)) {
      return new Choice(active, currentNats);
    }
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int at = 0; at < experts.size(); at++) {
      double lossNats = at == active ? currentNats : lossNats(experts.get(at), batch);
      if (lossNats < least) {
        best = at;
        least = lossNats;
      }
    }
    boolean isNew = least > Math.log(classes) / 2 && experts.size() < MOST;
    return new Choice(isNew ? experts.size() : best, least);
  }

  /** The mean loss of an expert on a batch that it has not learned. */
  private static double lossNats(Expert expert, Batch batch) {
    return expert.learner.predict(batch.inputs()).meanLossNats(batch);
  }

  /** Teaches the selector that a batch is the active expert's; empty if it refuses that. */
  private Optional<Step> route(Batch batch) {
    routes.clear();
    for (int row = 0; row < batch.rows(); row++) {
      routes.add(batch.inputs().row(row), active, batch.origin(row));
    }
    try {
      return Optional.of(selector.observe(routes));
    } catch (RefusedStepException poison) {
      // The batch is learned all the same: what the selector refuses does not teach it.
      return Optional.empty();
    }
  }

  /** The experts and the selector hear of it; which expert learns does not depend on it. */
  @Override
  public void onBoundary(Boundary boundary) {
    changed = true;
    experts.forEach(expert -> expert.learner.onBoundary(boundary));
    selector.onBoundary(boundary);
  }

  /** As many as each expert can: they are of one recipe. */
  @Override
  public int mostClasses() {
    return experts.get(0).learner.mostClasses();
  }

  @Override
  public void expectClasses(int count) {
    if (count <= classes) {
      return;
    }
    classes = count;
    changed = true;
    experts.forEach(expert -> expert.learner.expectClasses(count));
  }

  /** One expert and the selector learn a row; the selector and up to all experts answer it. */
  @Override
  public double predictionCost() {
    return (1 + experts.size()) / 6.0;
  }

  @Override
  public int classes() {
    return classes;
  }

  /** What the experts' memories hold; the selector's rows are kept by expert, not by class. */
  @Override
  public Holdings memory() {
    return experts.stream()
        .map(expert -> expert.learner.memory())
        .reduce(Holdings.NONE, Holdings::plus);
  }

  /** The experts and the selector forget. */
  @Override
  public OptionalInt forget(Forgetting forgotten) {
    int routed = selector.forget(forgotten).orElse(0);
    remembered -= routed;
    int removed = routed;
    for (Expert expert : experts) {
      removed += expert.learner.forget(forgotten).orElse(0);
    }
    changed |= removed > 0;
    return OptionalInt.of(removed);
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public void save(StateStore store) {
    if (store == savedTo && !changed) {
      return;
    }
    use(store);
    Header.of(identity, classes, version).save(store);
    store.put(EXPERTS, FORMAT.write(stateBytes(experts.size()), this::write));
    for (int at = 0; at < experts.size(); at++) {
      experts.get(at).learner.save(part(store, prefix(at)));
    }
    selector.save(part(store, SELECTOR));
    changed = false;
  }

  private static int stateBytes(int experts) {
    return 3 * Integer.BYTES + experts * LossTrend.SIZE_BYTES;
  }

  private void write(ByteBuffer to) {
    to.putInt(experts.size()).putInt(active).putInt(remembered);
    experts.forEach(expert -> expert.trend.write(to));
  }

  @Override
  public void restore(StateStore store) {
    Header header = Header.restored(store, identity);
    ByteBuffer state = FORMAT.open(store.saved(EXPERTS));
    use(store);
    classes = header.classes();
    version = header.version();
    int count = state.getInt();
    active = state.getInt();
    remembered = state.getInt();
    while (experts.size() < count) {
      join(newborn());
    }
    for (int at = 0; at < count; at++) {
      Expert expert = experts.get(at);
      expert.learner.restore(part(store, prefix(at)));
      expert.trend = LossTrend.read(state);
    }
    selector.restore(part(store, SELECTOR));
    changed = false;
  }

  /** Every learner keeps to one part of a store, so that it knows what it wrote there. */
  private void use(StateStore store) {
    if (store != savedTo) {
      parts.clear();
      savedTo = store;
    }
  }

  private StateStore part(StateStore store, String prefix) {
    return parts.computeIfAbsent(prefix, store::within);
  }

  private static String prefix(int expert) {
    return "expert-%d/".formatted(expert);
  }

  @Override
  public Model model() {
    Map<String, Model.Values> tensors = new TreeMap<>();
    ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    number.putLong(0, active);
    tensors.put(ACTIVE, new Model.Values(Model.Precision.INT64, List.of(), number));
    for (int at = 0; at < experts.size(); at++) {
      String prefix = prefix(at);
      Expert expert = experts.get(at);
      tensors.put(prefix + TREND, expert.trend.values());
      expert.learner.model().tensors().forEach((name, v) -> tensors.put(prefix + name, v));
    }
    selector.model().tensors().forEach((name, values) -> tensors.put(SELECTOR + name, values));
    return new Model(tensors);
  }

  @Override
  public void adopt(Model model, long version) {
    long chosen = model.tensor(ACTIVE).data().getLong(0);
    int count = 1;
    while (model.tensors().containsKey(prefix(count) + TREND)) {
      count++;
    }
    while (experts.size() < count) {
      join(newborn());
    }
    for (int at = 0; at < count; at++) {
      Expert expert = experts.get(at);
      expert.learner.adopt(model.within(prefix(at)), 0);
      expert.trend = LossTrend.of(model.tensor(prefix(at) + TREND));
    }
    selector.adopt(model.within(SELECTOR), 0);
    classes = experts.get(0).learner.classes();
    active = Math.toIntExact(chosen);
    this.version = version;
    changed = true;
  }

  @Override
  public void close() {
    experts.forEach(expert -> expert.learner.close());
    selector.close();
  }
}
