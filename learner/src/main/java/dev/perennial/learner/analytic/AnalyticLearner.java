package dev.perennial.learner.analytic;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Boundary;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Identity;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.RefusedStepException;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import dev.perennial.learner.step.Header;
import dev.perennial.learner.step.InputView;
import dev.perennial.learner.step.TorchThread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A learner without gradients through a shared network: fixed features, and a {@link Head} on them.
 * Of a recipe, strategy, batch, seed, memoryBytes and the part {@code features} count.
 *
 * <p>Where the features come from the first rows, those are kept until there are enough; until then
 * the nearest class mean of the inputs as they are answers. Then the head learns the kept rows as
 * if they came now, and they are dropped. A model that was given away before that holds no kept
 * rows: whoever adopts it answers by its means until it has seen enough rows of its own.
 */
public final class AnalyticLearner implements Learner {

  private static final String FIRST = "first/";

  private final Recipe recipe;
  private final Features features;
  private final Head head;
  private final FeatureMap map;
  private final NDManager manager;
  private final InputView observed;
  private final InputView predicted;
  private @Nullable FirstRows first;
  private Body body;
  private int classes;
  private long version;
  private @Nullable StateStore savedTo;

  /** What the body before this one kept, and may still be in the store. */
  private final List<String> outgrown = new ArrayList<>();

  private boolean changed = true;

  private AnalyticLearner(
      Recipe recipe, Features features, Head head, FeatureMap map, NDManager manager) {
    this.recipe = recipe;
    this.features = features;
    this.head = head;
    this.map = map;
    this.manager = manager;
    this.observed = new InputView(manager, features);
    this.predicted = new InputView(manager, features);
    if (map.firstRows() > 0) {
      this.first = new FirstRows(features, map.firstRows() + recipe.batch() - 1);
      this.body =
          new Body(manager, recipe, features, new RawFeatures(features.size()), new Ncm(), 0);
    } else {
      this.body = new Body(manager, recipe, features, map, head, 0);
    }
  }

  /** What a state under a recipe is the state of. */
  static Identity identity(Recipe recipe) {
    Identity identity =
        Identity.ofBudgeted(recipe).and("parts.features", recipe.parts().features());
    return FeatureMaps.areOfTheNetwork(recipe)
        ? identity.and("network", recipe.network())
        : identity;
  }

  /**
   * Opens a learner at version 0, without classes.
   *
   * @throws IllegalArgumentException if the recipe's features do not fit
   */
  static AnalyticLearner open(Recipe recipe, Features features, Head head) {
    FeatureMap map = FeatureMaps.of(recipe, features, head);
    TorchThread.prepare();
    NDManager manager = NDManager.newBaseManager(Device.cpu());
    try {
      return new AnalyticLearner(recipe, features, head, map, manager);
    } catch (RuntimeException | Error failed) {
      manager.close();
      throw failed;
    }
  }

  @Override
  public Scores predict(Inputs inputs) {
    int rows = inputs.rows();
    inputs.requireRow();
    NDArray view = predicted.of(inputs);
    if (classes == 0) {
      return new Scores(rows, 0, new float[0]);
    }
    float[] raw = body.scores(view, rows, classes);
    return Calibration.logits(raw, rows, classes, body.rows(classes), body.sharpness());
  }

  @Override
  public Step observe(Batch batch) {
    batch.requireRows(recipe.batch());
    int[] labels = labels(batch);
    Scores scores = learn(batch, labels);
    version++;
    return new Step(scores, scores.meanLossNats(batch), 0, keep(batch), 0);
  }

  private static int[] labels(Batch batch) {
    return IntStream.range(0, batch.rows()).map(batch::label).toArray();
  }

  /** Learns a batch; what was said of it before, by the classes known before. */
  private Scores learn(Batch batch, int[] labels) {
    NDArray view = observed.of(batch.inputs());
    batch.inputs().requireFinite();
    double[] seen = body.rows(classes);
    double sharpness = body.sharpness();
    expectClasses(Arrays.stream(labels).max().orElseThrow() + 1);
    changed = true;
    float[] raw = body.observe(view, labels, classes);
    Scores scores = Calibration.logits(raw, labels.length, classes, seen, sharpness);
    body.sharpness(Calibration.sharpened(sharpness, scores, labels, seen));
    return scores;
  }

  /** Keeps a batch among the first rows while those are too few; how many are kept then. */
  private int keep(Batch batch) {
    if (first == null) {
      return 0;
    }
    first.add(batch);
    if (first.rows().rows() < map.firstRows()) {
      return first.rows().rows();
    }
    FirstRows kept = first;
    first = null;
    mature();
    relearn(kept);
    return 0;
  }

  /** From now on the features are those of the map. */
  private void mature() {
    outgrown.addAll(body.names());
    body.close();
    body = new Body(manager, recipe, features, map, head, classes);
  }

  /** Makes the map of the first rows and learns them, a batch at a time. */
  private void relearn(FirstRows kept) {
    Inputs rows = kept.rows().inputs();
    try (InputView view = new InputView(manager, features)) {
      body.prepare(view.of(rows), map.firstRows());
    }
    Batch batch = new Batch(features, recipe.batch());
    for (int row = 0; row < rows.rows(); row++) {
      kept.copyTo(batch, row);
      if (batch.isFull() || row == rows.rows() - 1) {
        try {
          learn(batch, labels(batch));
        } catch (RefusedStepException refused) {
          // What the map cannot take teaches nothing; class means have learned it already.
        }
        batch.clear();
      }
    }
  }

  @Override
  public void onBoundary(Boundary boundary) {
    changed = true;
    body.settle();
  }

  @Override
  public void expectClasses(int count) {
    if (count > classes) {
      classes = count;
      changed = true;
      body.grow(classes);
    }
  }

  /**
   * The feature map costs both as much; what a cheap head learns costs less than the answer. On
   * vectors it is far less, a few hundredths.
   */
  @Override
  public double predictionCost() {
    return 1.5;
  }

  @Override
  public int classes() {
    return classes;
  }

  /** The first rows, while they are kept; afterwards it keeps none. */
  @Override
  public OptionalInt forget(Forgetting forgotten) {
    if (first == null) {
      return OptionalInt.empty();
    }
    int removed = first.forget(forgotten);
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
      body.saveAll();
      if (first != null) {
        first.saveAll();
      }
    } else if (!changed) {
      return;
    }
    Header.of(identity(recipe).on(features), classes, version).save(store);
    outgrown.forEach(store::remove);
    outgrown.clear();
    body.save(store);
    if (first == null) {
      FirstRows.remove(store.within(FIRST));
    } else {
      first.save(store.within(FIRST));
    }
    savedTo = store;
    changed = false;
  }

  @Override
  public void restore(StateStore store) {
    Header header = Header.restored(store, identity(recipe).on(features));
    StateStore kept = store.within(FIRST);
    if (first != null && FirstRows.areIn(kept)) {
      first.restore(kept);
    } else if (first != null) {
      first = null;
      mature();
    }
    expectClasses(header.classes());
    version = header.version();
    body.restore(store);
    savedTo = store;
    changed = false;
  }

  @Override
  public Model model() {
    return body.model();
  }

  @Override
  public void adopt(Model model, long version) {
    int count = Body.classesOf(model);
    Model.requireClasses(classes, count);
    if (first != null && Body.isOf(model, map)) {
      first = null;
      mature();
    }
    expectClasses(count);
    body.adopt(model);
    this.version = version;
    changed = true;
  }

  /** The first rows, if both keep them. */
  @Override
  public void recall(StateStore saved) {
    StateStore kept = saved.within(FIRST);
    if (first != null && FirstRows.areIn(kept)) {
      first.restore(kept);
      changed = true;
    }
  }

  @Override
  public void close() {
    body.close();
    manager.close();
  }
}
