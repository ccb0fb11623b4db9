package dev.perennial.learner.strategy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Boundary;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Holdings;
import dev.perennial.learner.learning.Identity;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.Placement;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Refusal;
import dev.perennial.learner.learning.RefusedStepException;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import dev.perennial.learner.loss.LossTerm.Need;
import dev.perennial.learner.memory.Herding;
import dev.perennial.learner.memory.ReplayMemory;
import dev.perennial.learner.memory.ReplayMemory.Columns;
import dev.perennial.learner.network.Network;
import dev.perennial.learner.network.Networks;
import dev.perennial.learner.network.Parameter;
import dev.perennial.learner.random.Draws;
import dev.perennial.learner.step.Arithmetic;
import dev.perennial.learner.step.AskedInputs;
import dev.perennial.learner.step.Header;
import dev.perennial.learner.step.InputView;
import dev.perennial.learner.step.ModelTensors;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Residence;
import dev.perennial.learner.step.Scaling;
import dev.perennial.learner.step.StateTensor;
import dev.perennial.learner.step.StepDesign;
import dev.perennial.learner.step.StepScript;
import dev.perennial.learner.step.TorchThread;
import dev.perennial.learner.step.Workspace;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A learner whose step is one program, made of the parts that a {@link Strategy} and the recipe
 * name, with a {@link ReplayMemory}. This class owns what outlives a step and decides indices,
 * slots and counters; the program does the arithmetic.
 */
public final class GradientLearner implements Learner {

  private static final String MEMORY = "memory/";

  private final Recipe recipe;
  private final Strategy strategy;
  private final Composition composition;
  private final Identity identity;
  private final NDManager manager;
  private final List<StateTensor> inputStatistics;
  private final ModelTensors tensors;
  private final ReplayMemory memory;
  private final Workspace workspace;
  private final int[] labels;
  private final Origin[] origins;
  private final InputView observed;
  private final AskedInputs asked;
  private final Program program;
  private final Residence residence;
  private double learningRate;
  private int classes;
  private long version;
  private long optimizerSteps;
  private long periodSteps;
  private long retrainings;
  private @Nullable StateStore savedTo;
  private boolean changed = true;

  private GradientLearner(
      Recipe recipe, Features features, Strategy strategy, Network network, Residence residence) {
    this.recipe = recipe;
    this.strategy = strategy;
    this.residence = residence;
    this.manager = residence.host();
    this.composition = Composition.of(recipe, strategy);
    this.identity = composition.identity().on(features);
    Scaling scaling = Scaling.of(features);
    StepDesign design = composition.design(network, scaling);
    this.inputStatistics = scaling.open(residence, features);
    this.tensors = new ModelTensors(residence, design, recipe.seed());
    this.memory =
        new ReplayMemory(
            residence,
            features,
            strategy.capacity(recipe, features),
            design.needs(Need.STORED_LOGITS) ? Columns.WITH_LOGITS : Columns.PLAIN,
            composition.update(),
            composition.retrieval());
    this.workspace = new Workspace(manager, design.batch(), design.replay());
    this.labels = new int[recipe.batch()];
    this.origins = new Origin[recipe.batch()];
    this.observed = new InputView(manager, features);
    this.asked = new AskedInputs(residence, features);
    this.program =
        new Program(manager, StepScript.compose(design, residence, Arithmetic.of(residence)));
    slowDown(1);
    bind();
  }

  /**
   * Checks that the parts of a strategy and a recipe exist and go together.
   *
   * @throws dev.perennial.schemas.settings.InvalidSettingsException if not, with a line for each
   */
  public static void check(Recipe recipe, Strategy strategy) {
    Composition.of(recipe, strategy);
  }

  /** What a strategy's state under a recipe is the state of. */
  public static Identity identity(Recipe recipe, Strategy strategy) {
    return Composition.of(recipe, strategy).identity();
  }

  /**
   * Checks that a learner can take such features.
   *
   * @throws IllegalArgumentException if the network cannot, or memory cannot hold that many
   */
  public static void check(Recipe recipe, Features features, Strategy strategy) {
    Networks.of(recipe.network(), features);
    ReplayMemory.requireRoom(strategy.capacity(recipe, features), features.sizeBytes());
  }

  /**
   * Opens a learner at version 0, without classes, on the processor.
   *
   * @throws IllegalArgumentException if the recipe does not fit the features
   */
  public static GradientLearner open(Recipe recipe, Features features, Strategy strategy) {
    return open(recipe, features, strategy, Placement.CPU);
  }

  /**
   * Opens a learner at version 0, without classes: its tensors lie and its arithmetic runs there.
   *
   * @throws IllegalArgumentException if the recipe does not fit the features
   * @throws ai.djl.engine.EngineException if the engine cannot compute there
   */
  public static GradientLearner open(
      Recipe recipe, Features features, Strategy strategy, Placement placement) {
    return open(
        recipe,
        features,
        strategy,
        Networks.of(recipe.network(), features),
        manager -> Residence.of(placement, manager));
  }

  /** As {@link #open(Recipe, Features, Strategy)}, on a network that the recipe need not name. */
  static GradientLearner open(
      Recipe recipe, Features features, Strategy strategy, Network network) {
    return open(recipe, features, strategy, network, Residence::host);
  }

  /** Opens a learner where a residence says. */
  static GradientLearner open(
      Recipe recipe,
      Features features,
      Strategy strategy,
      Network network,
      Function<NDManager, Residence> residence) {
    TorchThread.prepare();
    NDManager manager = NDManager.newBaseManager(Device.cpu());
    try {
      return new GradientLearner(recipe, features, strategy, network, residence.apply(manager));
    } catch (RuntimeException | Error failed) {
      manager.close();
      throw failed;
    }
  }

  @Override
  public Scores predict(Inputs inputs) {
    int rows = inputs.rows();
    inputs.requireRow();
    NDArray seen = asked.of(inputs);
    if (classes == 0) {
      return new Scores(rows, 0, new float[0]);
    }
    workspace.rows(rows);
    workspace.memorySize(memory.size());
    float[] logits = new float[rows * classes];
    try (NDArray result = program.run("predict", seen)) {
      result.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(logits);
    }
    return new Scores(rows, classes, logits);
  }

  @Override
  public void slowDown(double share) {
    learningRate = recipe.learningRate() * share;
    workspace.learningRate(learningRate);
  }

  @Override
  public Step observe(Batch batch) {
    int rows = batch.rows();
    batch.requireRows(recipe.batch());
    NDArray inputs = observed.of(batch.inputs());
    batch.inputs().requireFinite();
    int known = classes;
    Optional<Scores> answers =
        composition.logitsAnswer() ? Optional.empty() : Optional.of(predict(batch.inputs()));
    for (int row = 0; row < rows; row++) {
      expectClasses(batch.label(row) + 1);
      workspace.label(row, batch.label(row));
      labels[row] = batch.label(row);
      origins[row] = batch.origin(row);
    }
    workspace.rows(rows);

    // Memory takes the batch in with the last update: none of them replays it.
    int last = recipe.replaySteps();
    workspace.fresh(rows);
    plan(last == 1 ? rows : 0);
    int replayed = learn(inputs);
    float lossNats = workspace.loss();
    Scores scores =
        answers.orElseGet(() -> new Scores(rows, known, workspace.logits(rows, classes, known)));
    workspace.fresh(0);
    int refused = 0;
    for (int update = 2; update <= last && refused == 0; update++) {
      plan(update == last ? rows : 0);
      try {
        replayed += learn(inputs);
      } catch (RefusedStepException poison) {
        // The updates before it stand, and the batch is not kept.
        refused++;
      }
    }
    memory.learned(batch.inputs());
    return new Step(scores, lossNats, replayed, memory.size(), learningRate, refused);
  }

  /**
   * One update on the batch, with a fresh replay; how many rows it replayed.
   *
   * @throws RefusedStepException if it was refused; the replay then counts as not drawn
   */
  private int learn(NDArray inputs) {
    int[] slots = memory.retrieve(memory.candidates(recipe.replayBatch()));
    try {
      update(inputs, slots);
    } catch (RefusedStepException poison) {
      memory.notLearned();
      throw poison;
    }
    return composition.selected(slots.length);
  }

  /**
   * One run of the program.
   *
   * @throws RefusedStepException if it refused, and so changed nothing
   */
  private void update(NDArray inputs, int[] slots) {
    changed = true;
    workspace.replay(slots);
    workspace.memorySize(memory.size());
    workspace.step(optimizerSteps + 1);
    program.train("step", inputs).close();
    float loss = workspace.loss();
    if (!Float.isFinite(loss)) {
      throw refused(Refusal.LOSS_NOT_FINITE, "the loss of update %d is not finite: %s", loss);
    }
    OptionalDouble length = workspace.explodedLength();
    if (length.isPresent()) {
      throw refused(
          Refusal.GRADIENT_EXPLODES,
          "the gradient of update %%d is longer than %s: %%s".formatted(workspace.mostLength()),
          length.getAsDouble());
    }
    optimizerSteps++;
    periodSteps++;
    version++;
  }

  private RefusedStepException refused(Refusal refusal, String rule, double value) {
    return new RefusedStepException(
        refusal, rule.formatted(version + 1, value) + "; the model stays as it was");
  }

  private void plan(int rows) {
    if (memory.plan(rows, labels, origins, workspace) == ReplayMemory.Storage.MOVED) {
      bind();
    }
  }

  @Override
  public void onBoundary(Boundary boundary) {
    boolean learned = periodSteps > 0;
    if (strategy.atBoundary() == Strategy.AtBoundary.RETRAIN && learned && memory.size() > 0) {
      retrain();
    }
    if (periodSteps > 0 && classes > 0) {
      if (composition.update().herds() && memory.size() > 0) {
        herd();
      }
      consolidate();
    }
  }

  /** Of each class, memory keeps the rows that stand for it best. */
  private void herd() {
    changed = true;
    workspace.memorySize(memory.size());
    float[] features;
    try (NDArray result = program.run("remember", memory.tensors().get(0).array())) {
      features = result.toFloatArray();
    }
    int width = features.length / memory.size();
    List<int[]> orders = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      int[] slots = memory.slots(label);
      float[][] rows = new float[slots.length][];
      for (int i = 0; i < slots.length; i++) {
        rows[i] = Arrays.copyOfRange(features, slots[i] * width, (slots[i] + 1) * width);
      }
      int[] order = Herding.order(rows, memory.share());
      orders.add(Arrays.stream(order).map(row -> slots[row]).toArray());
    }
    memory.retain(orders);
  }

  /** What was gathered in the period that ends is kept from now on. */
  private void consolidate() {
    changed = true;
    workspace.periodSteps(periodSteps);
    workspace.memorySize(memory.size());
    program.run("consolidate", memory.tensors().get(0).array()).close();
    tensors.teach();
    periodSteps = 0;
  }

  /** Trains the model afresh: one pass over all of memory in random order, in whole batches. */
  private void retrain() {
    int[] order = permutation(memory.size(), retrainings++);
    changed = true;
    optimizerSteps = 0;
    tensors.reset();
    workspace.rows(0);
    workspace.fresh(0);
    plan(0);
    NDArray noRows = memory.tensors().get(0).array();
    for (int start = 0; start < order.length; start += recipe.batch()) {
      int end = Math.min(order.length, start + recipe.batch());
      try {
        update(noRows, Arrays.copyOfRange(order, start, end));
      } catch (RefusedStepException poison) {
        // Rows that would poison the model teach nothing, and there is nobody to refuse them to:
        // the pass goes on with the others.
      }
    }
  }

  /** A random order of 0 to size - 1 (Fisher and Yates). */
  private int[] permutation(int size, long which) {
    Draws draws = new Draws(recipe.seed(), "retraining " + which);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = (int) draws.below(i + 1L, i);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  @Override
  public int mostClasses() {
    return memory.mostClasses();
  }

  @Override
  public void expectClasses(int count) {
    if (count <= classes) {
      return;
    }
    classes = count;
    changed = true;
    tensors.fit(classes);
    workspace.fit(classes);
    memory.fit(classes);
    bind();
  }

  private void bind() {
    program.bind(StepScript.state(workspace, memory.tensors(), inputStatistics, tensors));
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public Holdings memory() {
    return memory.holdings();
  }

  @Override
  public OptionalInt forget(Forgetting forgotten) {
    if (!composition.keeps()) {
      return OptionalInt.empty();
    }
    int removed = memory.forget(forgotten);
    changed |= removed > 0;
    return OptionalInt.of(removed);
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public void save(StateStore store) {
    if (store != savedTo) {
      memory.saveAll();
    } else if (!changed) {
      return;
    }
    header().save(store);
    modelTensors().forEach(tensor -> store.put(tensor.name(), tensor.bytes()));
    memory.save(store.within(MEMORY));
    savedTo = store;
    changed = false;
  }

  @Override
  public void restore(StateStore store) {
    Header header = Header.restored(store, identity);
    expectClasses(header.classes());
    version = header.version();
    optimizerSteps = header.optimizerSteps();
    retrainings = header.retrainings();
    periodSteps = header.periodSteps();
    for (StateTensor tensor : modelTensors()) {
      tensor.set(store.saved(tensor.name()));
    }
    memory.restore(store.within(MEMORY));
    bind();
    savedTo = store;
    changed = false;
  }

  private Header header() {
    return new Header(identity, classes, version, optimizerSteps, periodSteps, retrainings);
  }

  @Override
  public Model model() {
    return new Model(
        modelTensors().stream().collect(Collectors.toMap(StateTensor::name, StateTensor::values)));
  }

  @Override
  public void adopt(Model model, long version) {
    for (Parameter parameter : tensors.layout()) {
      if (parameter.rows().isEmpty()) {
        int count = Math.toIntExact(model.tensor(parameter.name()).shape().get(0));
        Model.requireClasses(classes, count);
        expectClasses(count);
      }
    }
    for (StateTensor tensor : modelTensors()) {
      tensor.set(model.tensor(tensor.name()));
    }
    this.version = version;
    changed = true;
  }

  /** The memory, and how many updates the optimizer's moments and the retrainings count. */
  @Override
  public void recall(StateStore saved) {
    Header header = Header.restored(saved, identity);
    expectClasses(header.classes());
    optimizerSteps = header.optimizerSteps();
    retrainings = header.retrainings();
    memory.restore(saved.within(MEMORY));
    bind();
    changed = true;
  }

  private List<StateTensor> modelTensors() {
    return Stream.of(tensors.all(), inputStatistics).flatMap(List::stream).toList();
  }

  @Override
  public void close() {
    program.close();
    residence.release();
    manager.close();
  }
}
