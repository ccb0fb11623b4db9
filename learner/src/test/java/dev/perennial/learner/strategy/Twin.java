package dev.perennial.learner.strategy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.perennial.learner.classifier.Classifiers;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import dev.perennial.learner.memory.Ledger;
import dev.perennial.learner.memory.Retrieval;
import dev.perennial.learner.memory.UpdatePolicy;
import dev.perennial.learner.network.Network;
import dev.perennial.learner.network.Networks;
import dev.perennial.learner.network.Parameter;
import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The learner again, in plain NDArray operations, written from the papers: no program, no archive,
 * no fragment. Rows and statistics are kept in Java; gradients come from the eager autograd. Only
 * first values and the drawing of slots are shared with what it checks. Cannot be saved.
 */
final class Twin implements Learner {

  private record Row(float[] values, int label) {}

  private final Recipe recipe;
  private final Features features;
  private final List<Parameter> layout;
  private final NDManager manager = NDManager.newBaseManager();
  private final Map<String, float[]> parameters = new HashMap<>();
  private final Map<String, float[]> firstMoments = new HashMap<>();
  private final Map<String, float[]> secondMoments = new HashMap<>();
  private final List<float[]> learned = new ArrayList<>();
  private final Map<Integer, Row> memory = new HashMap<>();
  private final UpdatePolicy policy;
  private final Retrieval retrieval;
  private final Ledger ledger;
  private int classes;
  private long version;
  private long seen;

  Twin(Recipe recipe, Features features) {
    this.recipe = recipe;
    this.features = features;
    Network network = Networks.of(recipe.network(), features);
    this.layout = new ArrayList<>(network.parameters());
    layout.addAll(Classifiers.ALL.part("linear").parameters(network.head(), network.width()));
    this.policy =
        recipe.strategy().equals("naive")
            ? UpdatePolicy.nothing()
            : UpdatePolicy.reservoir(recipe.seed());
    this.retrieval = Retrieval.uniform(recipe.seed());
    this.ledger = new Ledger(capacity());
    grow();
  }

  private void grow() {
    for (Parameter parameter : layout) {
      int size = (int) new Shape(parameter.shape(classes)).size();
      float[] present = parameters.getOrDefault(parameter.name(), new float[0]);
      float[] values = Arrays.copyOf(present, size);
      parameter.initialize(FloatBuffer.wrap(values), present.length, recipe.seed());
      parameters.put(parameter.name(), values);
      for (Map<String, float[]> moments : List.of(firstMoments, secondMoments)) {
        moments.merge(parameter.name(), new float[size], (old, zero) -> Arrays.copyOf(old, size));
      }
    }
  }

  @Override
  public Step observe(Batch batch) {
    int known = classes;
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < batch.rows(); i++) {
      rows.add(new Row(row(batch.inputs(), i), batch.label(i)));
      expectClasses(batch.label(i) + 1);
    }
    int[] slots =
        retrieval.slots(
            Math.min(recipe.replayBatch(), memory.size()), memory.size(), version, ledger);
    List<Row> replayed = Arrays.stream(slots).mapToObj(memory::get).toList();

    Step step;
    try (NDManager scope = manager.newSubManager()) {
      JniUtils.setGradMode(true);
      NDList leaves = leaves(scope);
      for (NDArray leaf : leaves) {
        JniUtils.attachGradient((PtNDArray) leaf, true);
      }
      NDArray logits = forward(inputs(scope, rows), leaves);
      NDArray masked =
          recipe.strategy().equals("er-ace") ? logits.add(absent(scope, rows)) : logits;
      NDArray loss = crossEntropy(masked, rows);
      if (!replayed.isEmpty()) {
        loss = loss.add(crossEntropy(forward(inputs(scope, replayed), leaves), replayed));
      }
      JniUtils.backward((PtNDArray) loss, (PtNDArray) scope.ones(loss.getShape()), false, false);
      version++;
      for (int i = 0; i < layout.size(); i++) {
        update(layout.get(i).name(), leaves.get(i).getGradient().toFloatArray());
      }
      Scores scores =
          new Scores(rows.size(), known, logits.stopGradient().get(":, :" + known).toFloatArray());
      step =
          new Step(scores, loss.stopGradient().getFloat(), slots.length, 0, recipe.learningRate());
    } finally {
      JniUtils.setGradMode(false);
    }

    for (Row row : rows) {
      learned.add(row.values());
      policy.slot(seen++, row.label(), ledger).ifPresent(slot -> memory.put(slot, row));
    }
    return step;
  }

  private NDList leaves(NDManager scope) {
    NDList leaves = new NDList();
    for (Parameter parameter : layout) {
      leaves.add(
          scope.create(parameters.get(parameter.name()), new Shape(parameter.shape(classes))));
    }
    return leaves;
  }

  private NDArray forward(NDArray x, NDList p) {
    if (recipe.network().equals("cnn")) {
      long height = features.shape().get(0);
      long width = features.shape().get(1);
      Shape one = new Shape(1, 1);
      Shape two = new Shape(2, 2);
      Shape zero = new Shape(0, 0);
      x = x.reshape(-1, 1, height, width);
      x = Conv2d.conv2d(x, p.get(0), p.get(1), one, one, one).singletonOrThrow();
      x = Pool.maxPool2d(Activation.relu(x), two, two, zero, false);
      x = Conv2d.conv2d(x, p.get(2), p.get(3), one, one, one).singletonOrThrow();
      x = Pool.maxPool2d(Activation.relu(x), two, two, zero, false);
      return x.reshape(x.getShape().get(0), -1).matMul(p.get(4).transpose()).add(p.get(5));
    }
    for (int i = 0; i < p.size(); i += 2) {
      x = x.matMul(p.get(i).transpose()).add(p.get(i + 1));
      x = i + 2 < p.size() ? Activation.relu(x) : x;
    }
    return x;
  }

  private static NDArray crossEntropy(NDArray logits, List<Row> rows) {
    float[] hot = new float[(int) logits.size()];
    int classes = (int) logits.getShape().get(1);
    for (int i = 0; i < rows.size(); i++) {
      hot[i * classes + rows.get(i).label()] = 1;
    }
    NDArray picked = logits.getManager().create(hot, logits.getShape());
    return logits.logSoftmax(1).mul(picked).sum().neg().div(rows.size());
  }

  /** The reference's mask: -1e9 for every class that the rows do not show. */
  private NDArray absent(NDManager scope, List<Row> rows) {
    float[] mask = new float[classes];
    Arrays.fill(mask, -1e9f);
    rows.forEach(row -> mask[row.label()] = 0);
    return scope.create(mask);
  }

  private void update(String name, float[] gradient) {
    float[] p = parameters.get(name);
    float[] m = firstMoments.get(name);
    float[] v = secondMoments.get(name);
    for (int i = 0; i < p.length; i++) {
      double g = gradient[i] + recipe.weightDecay() * p[i];
      if (recipe.optimizer().equals("sgd")) {
        m[i] = (float) (recipe.momentum() * m[i] + g);
        p[i] -= (float) (recipe.learningRate() * m[i]);
      } else {
        m[i] = (float) (0.9 * m[i] + 0.1 * g);
        v[i] = (float) (0.999 * v[i] + 0.001 * g * g);
        double first = m[i] / (1 - Math.pow(0.9, version));
        double second = v[i] / (1 - Math.pow(0.999, version));
        p[i] -= (float) (recipe.learningRate() * first / (Math.sqrt(second) + 1e-8));
      }
    }
  }

  private NDArray inputs(NDManager scope, List<Row> rows) {
    float[] all = new float[rows.size() * features.size()];
    double[] mean = new double[features.size()];
    double[] deviation = new double[features.size()];
    if (features.elementType() == ElementType.FLOAT32) {
      statistics(mean, deviation);
    } else {
      Arrays.fill(deviation, 255);
    }
    for (int i = 0; i < all.length; i++) {
      int column = i % features.size();
      double value = rows.get(i / features.size()).values()[column] - mean[column];
      all[i] = (float) Math.max(-10, Math.min(10, value / deviation[column]));
    }
    return scope.create(all, new Shape(rows.size(), features.size()));
  }

  private void statistics(double[] mean, double[] deviation) {
    if (learned.isEmpty()) {
      Arrays.fill(deviation, 1);
      return;
    }
    for (int column = 0; column < mean.length; column++) {
      for (float[] row : learned) {
        mean[column] += row[column] / learned.size();
      }
      double variance = 0;
      for (float[] row : learned) {
        variance += (row[column] - mean[column]) * (row[column] - mean[column]) / learned.size();
      }
      deviation[column] = variance == 0 ? 1 : Math.sqrt(variance);
    }
  }

  private float[] row(Inputs inputs, int row) {
    float[] values = new float[features.size()];
    for (int i = 0; i < values.length; i++) {
      int at = row * features.size() + i;
      values[i] =
          features.elementType() == ElementType.UINT8
              ? inputs.data().get(at) & 0xff
              : inputs.data().getFloat(at * Float.BYTES);
    }
    return values;
  }

  private int capacity() {
    return recipe.strategy().equals("joint") ? 1_000_000 : recipe.memory();
  }

  @Override
  public Scores predict(Inputs inputs) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < inputs.rows(); i++) {
      rows.add(new Row(row(inputs, i), 0));
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray logits = forward(inputs(scope, rows), leaves(scope));
      return new Scores(rows.size(), classes, logits.toFloatArray());
    }
  }

  @Override
  public void expectClasses(int count) {
    if (count > classes) {
      classes = count;
      grow();
    }
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
    throw new UnsupportedOperationException("a twin lives as long as its test");
  }

  @Override
  public void restore(StateStore store) {
    throw new UnsupportedOperationException("a twin lives as long as its test");
  }

  @Override
  public void adopt(Model model, long version) {
    throw new UnsupportedOperationException("a twin lives as long as its test");
  }

  @Override
  public Model model() {
    Map<String, Model.Values> tensors = new HashMap<>();
    for (String name : new TreeSet<>(parameters.keySet())) {
      float[] values = parameters.get(name);
      ByteBuffer data =
          ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      data.asFloatBuffer().put(values);
      tensors.put(
          name, new Model.Values(Model.Precision.FLOAT32, List.of((long) values.length), data));
    }
    return new Model(tensors);
  }

  @Override
  public void close() {
    manager.close();
  }
}
