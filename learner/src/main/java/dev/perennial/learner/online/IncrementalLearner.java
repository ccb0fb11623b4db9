package dev.perennial.learner.online;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Identity;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import dev.perennial.learner.step.Header;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A learner that goes row by row: it predicts a row, learns it, and takes the next, so a row is
 * scored with those before it in its batch already learned. How the rows are cut into batches
 * changes nothing but {@link #version}. Of a recipe, strategy, batch, seed and memoryBytes count.
 *
 * <p>A score is the logarithm of a probability. {@link Step#lossNats} is the mean cross-entropy
 * over the rows of classes known before the batch, 0 over none; {@link Step#learningRate} is 0. The
 * model is one tensor, {@value #STATE}: everything that is kept, the rows of a memory included, as
 * the count of its bytes and then the bytes, eight to an element.
 */
public final class IncrementalLearner implements Learner {

  private static final String CERTAINTY = "certainty";
  private static final String STATE = "state";
  private static final String MODEL = "model/";

  private final Recipe recipe;
  private final Features features;
  private final RowModel model;
  private final Certainty certainty = new Certainty();
  private final float[] row;
  private double[] probabilities = new double[0];
  private int classes;
  private long version;
  private @Nullable StateStore savedTo;
  private boolean changed = true;

  private IncrementalLearner(Recipe recipe, Features features, RowModel model) {
    this.recipe = recipe;
    this.features = features;
    this.model = model;
    this.row = new float[features.size()];
  }

  /** What a state under a recipe is the state of. */
  public static Identity identity(Recipe recipe) {
    return Identity.ofBudgeted(recipe);
  }

  /** Opens nearest neighbours at version 0, without classes. */
  public static Learner neighbours(Recipe recipe, Features features) {
    return new IncrementalLearner(recipe, features, new Neighbours(features, recipe.memoryBytes()));
  }

  /** Opens a forest at version 0, without classes. */
  public static Learner forest(Recipe recipe, Features features) {
    return new IncrementalLearner(
        recipe,
        features,
        new Forest(ForestSettings.DEFAULTS, features, recipe.memoryBytes(), recipe.seed()));
  }

  @Override
  public Scores predict(Inputs inputs) {
    int rows = inputs.rows();
    inputs.requireRow();
    inputs.requireFeatures(features);
    float[] logits = new float[rows * classes];
    ByteBuffer data = inputs.data();
    for (int i = 0; i < rows && classes > 0; i++) {
      features.read(data, i, row);
      model.consider(row, probabilities);
      logits(logits, i, classes);
    }
    return new Scores(rows, classes, logits);
  }

  @Override
  public Step observe(Batch batch) {
    int rows = batch.rows();
    batch.requireRows(recipe.batch());
    batch.inputs().requireFeatures(features);
    ByteBuffer data = batch.inputs().data();
    batch.inputs().requireWithin(model.largest());
    int known = classes;
    float[] logits = new float[rows * known];
    changed = true;
    for (int i = 0; i < rows; i++) {
      int label = batch.label(i);
      features.read(data, i, row);
      model.consider(row, probabilities);
      logits(logits, i, known);
      if (label < classes) {
        certainty.observe(probabilities[label], classes);
      }
      expectClasses(label + 1);
      model.learn(row, batch.origin(i));
    }
    version++;
    Scores scores = new Scores(rows, known, logits);
    return new Step(scores, scores.meanLossNats(batch), 0, model.rowsKept(), 0);
  }

  private void logits(float[] logits, int at, int known) {
    for (int label = 0; label < known; label++) {
      logits[at * known + label] =
          (float) Math.log(certainty.tempered(probabilities[label], classes));
    }
  }

  @Override
  public void expectClasses(int count) {
    if (count > classes) {
      classes = count;
      changed = true;
      probabilities = new double[count];
      model.expectClasses(count);
    }
  }

  @Override
  public OptionalInt forget(Forgetting forgotten) {
    OptionalInt removed = model.forget(forgotten);
    changed |= removed.orElse(0) > 0;
    return removed;
  }

  @Override
  public boolean givesExamplesAway() {
    return model.givesExamplesAway();
  }

  @Override
  public double predictionCost() {
    return model.predictionCost();
  }

  @Override
  public int callCost() {
    return 0;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public void save(StateStore store) {
    if (store != savedTo) {
      model.saveAll();
    } else if (!changed) {
      return;
    }
    Header.of(identity(recipe).on(features), classes, version).save(store);
    store.put(CERTAINTY, certainty.toBytes());
    model.save(store.within(MODEL));
    savedTo = store;
    changed = false;
  }

  @Override
  public void restore(StateStore store) {
    Header header = Header.restored(store, identity(recipe).on(features));
    expectClasses(header.classes());
    version = header.version();
    certainty.set(store.saved(CERTAINTY));
    model.restore(store.within(MODEL));
    savedTo = store;
    changed = false;
  }

  @Override
  public Model model() {
    byte[] sure = certainty.toBytes();
    int bytes = Integer.BYTES + sure.length + model.sizeBytes();
    int elements = 1 + (bytes + Long.BYTES - 1) / Long.BYTES;
    ByteBuffer data = ByteBuffer.allocate(elements * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.putLong(bytes).putInt(classes).put(sure);
    model.encode(data);
    return new Model(
        Map.of(
            STATE,
            new Model.Values(Model.Precision.INT64, List.of((long) elements), data.rewind())));
  }

  @Override
  public void adopt(Model other, long version) {
    ByteBuffer data = other.tensor(STATE).data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    try {
      data.getLong();
      int count = data.getInt();
      Model.requireClasses(classes, count);
      expectClasses(count);
      byte[] sure = new byte[certainty.toBytes().length];
      data.get(sure);
      certainty.set(sure);
      model.decode(data);
    } catch (BufferUnderflowException tooShort) {
      throw new IllegalArgumentException("the model's tensor %s is too short".formatted(STATE));
    }
    this.version = version;
    changed = true;
  }

  @Override
  public void close() {}
}
