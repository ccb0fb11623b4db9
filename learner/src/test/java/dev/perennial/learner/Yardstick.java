package dev.perennial.learner;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Boundary;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Scores;
import dev.perennial.schemas.ElementType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * The learning core alone, without Kafka and Flink, on MNIST-format files in class-incremental
 * order, two classes a task: accuracy and steps a processor second, to be held against a bare loop
 * in another framework. Not a test; run its main.
 *
 * <p>Arguments: directory, strategy, memory, seed, samples a task (0: all), network, batch.
 */
final class Yardstick {

  private static final int CLASSES = 10;
  private static final int CLASSES_A_TASK = 2;
  private static final int IMAGES_HEADER = 16;
  private static final int LABELS_HEADER = 8;

  private final Features features = new Features(List.of(28, 28), ElementType.UINT8);
  private final Path directory;

  private Yardstick(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] args) throws IOException {
    Recipe defaults = Recipe.DEFAULTS;
    int batch = Integer.parseInt(args[6]);
    Recipe recipe =
        new Recipe(
            args[1],
            args[5],
            Integer.parseInt(args[2]),
            batch,
            batch,
            1,
            defaults.optimizer(),
            defaults.learningRate(),
            0,
            0,
            Long.parseLong(args[3]));
    new Yardstick(Path.of(args[0])).run(recipe, Integer.parseInt(args[4]));
  }

  private void run(Recipe recipe, int limit) throws IOException {
    byte[] images = read("train-images-idx3-ubyte.gz");
    byte[] labels = read("train-labels-idx1-ubyte.gz");
    Random random = new Random(recipe.seed());
    long nanos = 0;
    long steps = 0;
    try (Learner learner = Learners.open(recipe, features)) {
      learner.expectClasses(CLASSES);
      Batch batch = new Batch(features, recipe.batch());
      for (int task = 0; task < CLASSES / CLASSES_A_TASK; task++) {
        List<Integer> order = rowsOf(labels, task);
        Collections.shuffle(order, random);
        if (limit > 0) {
          order = order.subList(0, limit);
        }
        long start = cpuNanos();
        for (int row : order) {
          batch.add(
              ByteBuffer.wrap(images, IMAGES_HEADER + row * features.size(), features.size()),
              labels[LABELS_HEADER + row]);
          if (batch.isFull()) {
            learner.observe(batch);
            batch.clear();
            steps++;
          }
        }
        nanos += cpuNanos() - start;
        learner.onBoundary(new Boundary(task));
      }
      System.out.printf(
          "%s seed %d averageAccuracy %.4f stepsPerCpuSecond %.0f%n",
          recipe.strategy(), recipe.seed(), accuracy(learner), steps * 1e9 / nanos);
    }
  }

  /** The thread's processor time: other work on the machine does not enter it. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private double accuracy(Learner learner) throws IOException {
    byte[] images = read("t10k-images-idx3-ubyte.gz");
    byte[] labels = read("t10k-labels-idx1-ubyte.gz");
    int rows = labels.length - LABELS_HEADER;
    Inputs inputs = new Inputs(features, rows);
    for (int row = 0; row < rows; row++) {
      inputs.add(ByteBuffer.wrap(images, IMAGES_HEADER + row * features.size(), features.size()));
    }
    Scores scores = learner.predict(inputs);
    int right = 0;
    for (int row = 0; row < rows; row++) {
      if (scores.predicted(row).orElseThrow() == labels[LABELS_HEADER + row]) {
        right++;
      }
    }
    return (double) right / rows;
  }

  private static List<Integer> rowsOf(byte[] labels, int task) {
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < labels.length - LABELS_HEADER; row++) {
      if (labels[LABELS_HEADER + row] / CLASSES_A_TASK == task) {
        rows.add(row);
      }
    }
    return rows;
  }

  private byte[] read(String name) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(directory.resolve(name)))) {
      return in.readAllBytes();
    }
  }
}
