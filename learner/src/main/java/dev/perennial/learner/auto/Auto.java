package dev.perennial.learner.auto;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Boundary;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Holdings;
import dev.perennial.learner.learning.Identity;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateFormat;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import dev.perennial.learner.step.Header;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Learners side by side whose opinions are pooled, each weighted by what it turned out to be worth:
 * on the rows that come, and on {@link Probes} of classes that came once and come no longer. Needs
 * no task boundaries and nothing tuned.
 *
 * <p>Of the recipe it reads the bytes, the batch size and the seed. Vectors are learned row by row,
 * each predicted once those before it are learned; images a batch at a time.
 *
 * <p>{@link Step#lossNats} is the pool's mean cross-entropy over the rows whose class was known, 0
 * over none; {@link Step#learningRate} that of the weights.
 */
public final class Auto implements Learner {

  private static final String POOL = "pool";
  private static final String PROBES = "probes/";
  private static final StateFormat FORMAT = new StateFormat("the saved pool", 1);

  /** Probes asked at once. */
  private static final int PROBES_AT_ONCE = 16;

  private final Recipe recipe;
  private final Features features;
  private final List<Expert> experts;
  private final int mostClasses;
  private final OpinionPool pool;
  private final ClassShares shares;
  private final Probes probes;
  private final Batch part;
  private final Batch taught;
  private final Inputs questions;
  private double due;
  private int classes;
  private long version;
  private @Nullable StateStore savedTo;
  private boolean changed = true;

  private Auto(Recipe recipe, Features features, Panel panel, List<Expert> experts) {
    this.recipe = recipe;
    this.features = features;
    this.experts = List.copyOf(experts);
    this.mostClasses =
        experts.stream()
            .mapToInt(expert -> expert.learner().mostClasses())
            .min()
            .orElse(Integer.MAX_VALUE);
    this.pool = new OpinionPool(experts.size(), panel.weighing().tolerance());
    this.shares = new ClassShares(panel.weighing().absent(), panel.weighing().always());
    this.probes = new Probes(features, panel.probes(), recipe.seed());
    int rows =
        switch (panel.pace()) {
          case ROWS -> 1;
          case BATCHES -> recipe.batch();
        };
    this.part = new Batch(features, rows);
    this.taught = new Batch(features, rows);
    this.questions = new Inputs(features, PROBES_AT_ONCE);
  }

  /** What a state under a recipe is the state of. */
  public static Identity identity(Recipe recipe) {
    return Identity.ofBudgeted(recipe);
  }

  /** Opens the learner at version 0, without classes. */
  public static Auto open(Recipe recipe, Features features) {
    return open(recipe, features, Panel.of(recipe, features));
  }

  /** As {@link #open(Recipe, Features)}, with experts that need not be those of the recipe. */
  static Auto open(Recipe recipe, Features features, Panel panel) {
    List<Expert> experts = new ArrayList<>();
    try {
      panel.members().forEach(member -> experts.add(new Expert(member.name(), member.newborn())));
      return new Auto(recipe, features, panel, experts);
    } catch (RuntimeException | Error failed) {
      experts.forEach(Expert::close);
      throw failed;
    }
  }

  @Override
  public Scores predict(Inputs inputs) {
    inputs.requireRow();
    inputs.requireFeatures(features);
    List<Scores> said = predictions(inputs);
    Outcome outcome = new Outcome(inputs.rows(), classes);
    for (int row = 0; row < inputs.rows(); row++) {
      outcome.add(pool.pooled(opinions(said, row, classes)));
    }
    return outcome.scores();
  }

  @Override
  public Step observe(Batch batch) {
    int rows = batch.rows();
    batch.requireRows(recipe.batch());
    batch.inputs().requireFeatures(features);
    batch.inputs().requireFinite();
    changed = true;
    Outcome outcome = new Outcome(rows, classes);
    int pace = part.inputs().capacity();
    for (int start = 0; start < rows; start += pace) {
      part.clear();
      for (int row = start; row < Math.min(rows, start + pace); row++) {
        part.add(batch.inputs().row(row), batch.origin(row));
      }
      learn(outcome);
    }
    ask(rows);
    version++;
    int memorySize = experts.stream().mapToInt(Expert::memorySize).sum() + probes.size();
    return outcome.step(memorySize, OpinionPool.RATE);
  }

  /** Predicts the part, learns it, and weighs the experts by what they had predicted. */
  private void learn(Outcome outcome) {
    int known = classes;
    List<Scores> said = teach(outcome);
    for (int row = 0; row < part.rows(); row++) {
      classes = Math.max(classes, part.label(row) + 1);
      outcome.add(pool.pooled(opinions(said, row, known)), part.label(row));
    }
    for (int row = 0; row < part.rows(); row++) {
      shares.saw(part.label(row));
      weigh(opinions(said, row, known), part.label(row), shares.relevance(part.label(row)));
    }
    experts.forEach(expert -> expert.learner().expectClasses(classes));
  }

  /** Teaches what is not kept from the experts; what each had said about the whole part. */
  private List<Scores> teach(Outcome outcome) {
    taught.clear();
    for (int row = 0; row < part.rows(); row++) {
      ByteBuffer bytes = part.inputs().row(row);
      if (!probes.keeps(bytes, part.origin(row))) {
        taught.add(bytes, part.origin(row));
      }
    }
    if (taught.rows() == part.rows()) {
      return experts.stream().map(expert -> outcome.taught(expert.observe(taught))).toList();
    }
    List<Scores> said = predictions(part.inputs());
    if (taught.rows() > 0) {
      experts.forEach(expert -> outcome.taught(expert.observe(taught)));
    }
    return said;
  }

  /** Asks the experts about the past, as many rows as the present shows too few of. */
  private void ask(int rows) {
    double[] missing = shares.missing();
    due += rows * Arrays.stream(missing).sum();
    while (due >= PROBES_AT_ONCE) {
      due -= PROBES_AT_ONCE;
      int[] slots = probes.draw(missing, PROBES_AT_ONCE);
      if (slots.length == 0) {
        continue;
      }
      questions.clear();
      Arrays.stream(slots).forEach(slot -> probes.read(slot, questions));
      List<Scores> said = predictions(questions);
      for (int row = 0; row < slots.length; row++) {
        weigh(opinions(said, row, classes), probes.label(slots[row]), 1);
      }
    }
  }

  private void weigh(double[][] opinions, int label, double relevance) {
    if (label < opinions[0].length) {
      pool.learn(opinions, label, relevance);
    }
  }

  private List<Scores> predictions(Inputs inputs) {
    return experts.stream().map(expert -> expert.predict(inputs)).toList();
  }

  private static double[][] opinions(List<Scores> said, int row, int classes) {
    return said.stream()
        .map(scores -> Expert.opinion(scores, row, classes))
        .toArray(double[][]::new);
  }

  @Override
  public void onBoundary(Boundary boundary) {
    changed = true;
    experts.forEach(expert -> expert.learner().onBoundary(boundary));
  }

  @Override
  public int mostClasses() {
    return mostClasses;
  }

  @Override
  public void expectClasses(int count) {
    if (count > classes) {
      classes = count;
      changed = true;
      experts.forEach(expert -> expert.learner().expectClasses(count));
    }
  }

  /** All experts answer, and the opinions are pooled row by row; on images and on vectors alike. */
  @Override
  public double predictionCost() {
    return 1.5;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public Holdings memory() {
    return experts.stream()
        .map(expert -> expert.learner().memory())
        .reduce(Holdings.NONE, Holdings::plus);
  }

  /** Probes and experts forget. */
  @Override
  public OptionalInt forget(Forgetting forgotten) {
    int removed = probes.forget(forgotten);
    for (Expert expert : experts) {
      removed += expert.forget(forgotten);
    }
    changed |= removed > 0;
    return OptionalInt.of(removed);
  }

  @Override
  public boolean givesExamplesAway() {
    return experts.stream().anyMatch(expert -> expert.learner().givesExamplesAway());
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public void save(StateStore store) {
    if (store != savedTo) {
      probes.saveAll();
      experts.forEach(expert -> expert.savesTo(store));
    } else if (!changed) {
      return;
    }
    Header.of(identity(recipe).on(features), classes, version).save(store);
    store.put(POOL, pooling());
    probes.save(store.within(PROBES));
    experts.forEach(Expert::save);
    savedTo = store;
    changed = false;
  }

  private byte[] pooling() {
    double[] learned = pool.learned();
    double[] counts = shares.counts();
    int sizeBytes =
        (1 + learned.length + counts.length) * Double.BYTES + 2 * experts.size() * Integer.BYTES;
    return FORMAT.write(
        sizeBytes,
        bytes -> {
          bytes.putDouble(due);
          Arrays.stream(learned).forEach(bytes::putDouble);
          experts.forEach(expert -> bytes.putInt(expert.memorySize()).putInt(expert.refused()));
          Arrays.stream(counts).forEach(bytes::putDouble);
        });
  }

  @Override
  public void restore(StateStore store) {
    Header header = Header.restored(store, identity(recipe).on(features));
    ByteBuffer bytes = FORMAT.open(store.saved(POOL));
    due = bytes.getDouble();
    pool.become(doubles(bytes, experts.size() + 1));
    experts.forEach(expert -> expert.restore(store, bytes.getInt(), bytes.getInt()));
    shares.become(doubles(bytes, bytes.remaining() / Double.BYTES));
    probes.restore(store.within(PROBES));
    classes = header.classes();
    version = header.version();
    savedTo = store;
    changed = false;
  }

  private static double[] doubles(ByteBuffer bytes, int count) {
    double[] doubles = new double[count];
    Arrays.setAll(doubles, i -> bytes.getDouble());
    return doubles;
  }

  @Override
  public Model model() {
    Map<String, Model.Values> tensors = new TreeMap<>();
    experts.forEach(expert -> expert.give(tensors));
    tensors.put(POOL, values(pool.learned()));
    return new Model(tensors);
  }

  private static Model.Values values(double[] numbers) {
    ByteBuffer data =
        ByteBuffer.allocate(numbers.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.asDoubleBuffer().put(numbers);
    return new Model.Values(Model.Precision.FLOAT64, List.of((long) numbers.length), data);
  }

  @Override
  public void adopt(Model model, long version) {
    Model.Values learned = model.tensor(POOL);
    int elements = experts.size() + 1;
    if (!learned.shape().equals(List.of((long) elements))) {
      throw new IllegalArgumentException(
          "%s must have %d elements: %s".formatted(POOL, elements, learned.shape()));
    }
    experts.forEach(expert -> expert.adopt(model));
    pool.become(doubles(learned.data().duplicate().order(ByteOrder.LITTLE_ENDIAN), elements));
    experts.forEach(expert -> expectClasses(expert.learner().classes()));
    this.version = version;
    changed = true;
  }

  /** Probes, what is known of classes that come no longer, and the memories of the experts. */
  @Override
  public void recall(StateStore saved) {
    ByteBuffer bytes = FORMAT.open(saved.saved(POOL));
    due = bytes.getDouble();
    doubles(bytes, experts.size() + 1);
    for (Expert expert : experts) {
      expert.recall(saved, bytes.getInt());
      bytes.getInt();
    }
    shares.become(doubles(bytes, bytes.remaining() / Double.BYTES));
    probes.restore(saved.within(PROBES));
    changed = true;
  }

  @Override
  public void close() {
    experts.forEach(Expert::close);
  }
}
