package dev.perennial.learner.analytic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Refusal;
import dev.perennial.learner.learning.RefusedStepException;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.step.Arithmetic;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Residence;
import dev.perennial.learner.step.Scaling;
import dev.perennial.learner.step.Script;
import dev.perennial.learner.step.StateTensor;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A feature map and a head at work: their tensors, and one program in which a step is one call.
 * Owned by one thread.
 */
final class Body implements AutoCloseable {

  private static final int ROWS = 0;
  private static final int REFUSED = 1;
  private static final int LABELS = 2;

  private final NDManager manager;
  private final long seed;
  private final List<Slot> learnedSlots;
  private final StateTensor control;
  private final StateTensor draws;
  private final List<StateTensor> fixed = new ArrayList<>();
  private final List<StateTensor> statistics;
  private final List<StateTensor> learned = new ArrayList<>();
  private final Program program;
  private boolean fixedSaved;

  /** A body that knows nothing, of that many classes. */
  Body(NDManager parent, Recipe recipe, Features features, FeatureMap map, Head head, int classes) {
    this.manager = parent.newSubManager();
    this.seed = recipe.seed();
    this.learnedSlots =
        Stream.concat(
                Stream.of(
                    Slot.perClass("class.rows", DataType.FLOAT64),
                    Slot.fixed("sharpness", DataType.FLOAT64, 1)
                        .filled(
                            (tensor, from, any) -> tensor.view().putDouble(0, head.sharpness()))),
                head.slots(map.width()).stream())
            .toList();
    this.control = new StateTensor(manager, "control", DataType.INT64, LABELS + recipe.batch());
    long[] numbers = map.draws(seed);
    this.draws = new StateTensor(manager, "draws", DataType.INT64, numbers.length);
    draws.view().asLongBuffer().put(numbers);
    Optional<Scaling> scaling = map.scaling(features);
    this.statistics =
        scaling.map(known -> known.open(Residence.host(manager), features)).orElse(List.of());
    map.slots().forEach(slot -> fixed.add(slot.open(manager, classes, seed)));
    learnedSlots.forEach(slot -> learned.add(slot.open(manager, classes, seed)));
    String methods =
        Arithmetic.of(Residence.host(manager)).methods()
            + scaling.map(Scaling::methods).orElse(UNSCALED)
            + map.methods()
            + head.methods(map.width())
            + STEP.replace("AT_ONCE", String.valueOf(map.rowsAtOnce()));
    this.program = new Program(manager, new Script(named(methods)));
    bind();
  }

  /** The text with every tensor's name in braces replaced by the tensor. */
  private String named(String text) {
    List<StateTensor> all = all();
    String filled = text;
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      String tensor = "self.state[%d]".formatted(i);
      filled = filled.replace("{" + all.get(i).name() + "}", tensor);
      if (statistics.contains(all.get(i))) {
        inputs.add(tensor);
      }
    }
    return filled.replace("{statistics}", "[" + String.join(", ", inputs) + "]");
  }

  private List<StateTensor> all() {
    return Stream.of(List.of(control, draws), statistics, fixed, learned)
        .flatMap(List::stream)
        .toList();
  }

  private void bind() {
    program.bind(all().stream().map(StateTensor::array).toList());
  }

  /** Makes room for more classes. */
  void grow(int classes) {
    for (int i = 0; i < learned.size(); i++) {
      Slot slot = learnedSlots.get(i);
      if (slot.rows().isEmpty()) {
        learned.set(i, slot.grown(manager, learned.get(i), classes, seed));
      }
    }
    bind();
  }

  /** Makes the feature map of the first rows. */
  void prepare(NDArray firstRows, int rows) {
    control.view().putLong(ROWS * Long.BYTES, rows);
    program.run("make", firstRows).close();
    fixedSaved = false;
  }

  /** The raw scores of the first rows: rows x classes. */
  float[] scores(NDArray inputs, int rows, int classes) {
    control.view().putLong(ROWS * Long.BYTES, rows);
    return run("predict", inputs, rows * classes);
  }

  /**
   * Learns the first rows and gives the raw scores they had before: rows x classes.
   *
   * @throws RefusedStepException if features or scores are not finite; then nothing was learned
   */
  float[] observe(NDArray inputs, int[] labels, int classes) {
    control.view().putLong(ROWS * Long.BYTES, labels.length);
    for (int row = 0; row < labels.length; row++) {
      control.view().putLong((LABELS + row) * Long.BYTES, labels[row]);
    }
    float[] scores = run("observe", inputs, labels.length * classes);
    if (control.view().getLong(REFUSED * Long.BYTES) != 0) {
      throw new RefusedStepException(
          Refusal.LOSS_NOT_FINITE,
          "the loss is not finite: a feature or score is not; nothing was learned");
    }
    return scores;
  }

  private float[] run(String method, NDArray inputs, int count) {
    float[] values = new float[count];
    try (NDArray result = program.run(method, inputs)) {
      result.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    }
    return values;
  }

  /** A period ended. */
  void settle() {
    program.run("rest", control.array()).close();
  }

  /** How many rows of each class were learned. */
  double[] rows(int classes) {
    double[] rows = new double[classes];
    learned.get(0).view().asDoubleBuffer().get(rows);
    return rows;
  }

  /** What raw scores are multiplied by to become logits. */
  double sharpness() {
    return learned.get(1).view().getDouble(0);
  }

  /** Sets {@link #sharpness}. */
  void sharpness(double sharpness) {
    learned.get(1).view().putDouble(0, sharpness);
  }

  /** Makes the next {@link #save} write every tensor. */
  void saveAll() {
    fixedSaved = false;
  }

  /** Writes what may have changed since the last call. */
  void save(StateStore store) {
    modelTensors()
        .filter(tensor -> !(fixedSaved && fixed.contains(tensor)))
        .forEach(tensor -> store.put(tensor.name(), tensor.bytes()));
    fixedSaved = true;
  }

  /**
   * Becomes what was saved.
   *
   * @throws IllegalStateException if a tensor is missing
   */
  void restore(StateStore store) {
    modelTensors().forEach(tensor -> tensor.set(store.saved(tensor.name())));
    fixedSaved = true;
  }

  /** Under which names it keeps something. */
  List<String> names() {
    return modelTensors().map(StateTensor::name).toList();
  }

  /** Everything it keeps, as a model. */
  Model model() {
    return new Model(
        modelTensors().collect(Collectors.toMap(StateTensor::name, StateTensor::values)));
  }

  /** Becomes a model of as many classes. */
  void adopt(Model model) {
    modelTensors().forEach(tensor -> tensor.set(model.tensor(tensor.name())));
    fixedSaved = false;
  }

  /** How many classes a model has. */
  static int classesOf(Model model) {
    return Math.toIntExact(model.tensor("class.rows").shape().get(0));
  }

  /** Whether a model has the tensors of a map. */
  static boolean isOf(Model model, FeatureMap map) {
    return map.slots().stream().allMatch(slot -> model.tensors().containsKey(slot.name()));
  }

  private Stream<StateTensor> modelTensors() {
    return Stream.of(statistics, fixed, learned).flatMap(List::stream);
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }

  private static final String UNSCALED =
      """
        def merged(self, statistics: List[Tensor], rows: Tensor) -> List[Tensor]:
          return statistics
        def scaled(self, statistics: List[Tensor], rows: Tensor) -> Tensor:
          return torch.to(rows, 6)
      """;

  private static final String STEP =
      """
        def make(self, inputs: Tensor) -> Tensor:
          rows = torch.narrow(inputs, 0, 0, int({control}[0]))
          self.prepare(self.scaled({statistics}, rows), {draws})
          return {control}
        def features(self, inputs: Tensor, start: int, rows: int) -> Tensor:
          return self.map(self.scaled({statistics}, torch.narrow(inputs, 0, start, rows)))
        def predict(self, inputs: Tensor) -> Tensor:
          rows = int({control}[0])
          parts = annotate(List[Tensor], [])
          for start in range(0, rows, AT_ONCE):
            parts.append(self.scores(self.features(inputs, start, min(AT_ONCE, rows - start))))
          return torch.cat(parts)
        def observe(self, inputs: Tensor) -> Tensor:
          rows = int({control}[0])
          parts = annotate(List[Tensor], [])
          for start in range(0, rows, AT_ONCE):
            parts.append(self.features(inputs, start, min(AT_ONCE, rows - start)))
          z = torch.cat(parts)
          scores = self.scores(z)
          refused = not (bool(torch.all(torch.isfinite(z))) and bool(torch.all(torch.isfinite(scores))))
          torch.select({control}, 0, 1).fill_(int(refused))
          if not refused:
            self.learn(z, torch.narrow({control}, 0, 2, rows))
            statistics = {statistics}
            merged = self.merged(statistics, torch.narrow(inputs, 0, 0, rows))
            for i in range(len(statistics)):
              statistics[i].copy_(merged[i])
          return scores
        def rest(self, control: Tensor) -> Tensor:
          self.settle()
          return control
      """;
}
