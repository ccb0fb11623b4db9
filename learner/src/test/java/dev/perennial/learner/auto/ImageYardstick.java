package dev.perennial.learner.auto;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.random.Draws;
import dev.perennial.schemas.ElementType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * A learner alone on images in tasks, one pass: accuracy on the whole test set at the end, rows a
 * processor second, bytes of what it saves. Not a test; run its main.
 *
 * <p>Arguments: directory of the data sets; mnist, fashion_mnist, cifar10 or usps; {@code classes},
 * {@code permuted} or {@code rotated}; strategy, network, memory, batch, replayed rows, learning
 * rate, memory bytes, seed.
 */
final class ImageYardstick {

  private static final int TASKS = 10;

  private static final List<Integer> USPS =
      Boolean.getBoolean("flat") ? List.of(256) : List.of(16, 16);

  /** Rows a task of permuted and rotated. */
  private static final int TASK_ROWS = 6_000;

  private static final int TASK_TEST_ROWS = 1_000;

  /** A view of the images of a task. */
  private interface View {
    ByteBuffer of(ByteBuffer row);
  }

  private record Images(Features features, List<ByteBuffer> rows, List<Integer> labels) {}

  private record Task(View view, List<Integer> train, List<Integer> test) {}

  private ImageYardstick() {}

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0], args[1]);
    Images train = read(directory, "train");
    Images test = read(directory, "test");
    Recipe recipe =
        new Recipe(
                args[3],
                args[4],
                Integer.parseInt(args[5]),
                Integer.parseInt(args[6]),
                Integer.parseInt(args[7]),
                1,
                "sgd",
                Double.parseDouble(args[8]),
                0,
                0,
                Long.parseLong(args[10]))
            .withMemoryBytes(Long.parseLong(args[9]));
    List<Task> tasks = tasks(args[2], train, test, recipe.seed());
    try (Learner learner = Learners.open(recipe, train.features())) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      int rows = 0;
      for (Task task : tasks) {
        rows += learn(learner, recipe.batch(), train, task);
      }
      double seconds =
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
      System.out.printf(
          "%s %s %s bytes %d seed %d accuracy %.4f rowsPerCpuSecond %.0f savedBytes %d%n",
          args[1],
          args[2],
          recipe.strategy(),
          recipe.memoryBytes(),
          recipe.seed(),
          accuracy(learner, test, tasks),
          rows / seconds,
          savedBytes(learner));
    }
  }

  private static int learn(Learner learner, int size, Images images, Task task) {
    Batch batch = new Batch(images.features(), size);
    for (int at = 0; at < task.train().size(); at++) {
      int row = task.train().get(at);
      batch.add(task.view().of(images.rows().get(row)), images.labels().get(row));
      if (batch.isFull() || at == task.train().size() - 1) {
        learner.observe(batch);
        batch.clear();
      }
    }
    return task.train().size();
  }

  private static double accuracy(Learner learner, Images images, List<Task> tasks) {
    int right = 0;
    int rows = 0;
    for (Task task : tasks) {
      for (int row : task.test()) {
        Inputs inputs = new Inputs(images.features(), 1);
        inputs.add(task.view().of(images.rows().get(row)));
        right +=
            learner.predict(inputs).predicted(0).orElse(-1) == images.labels().get(row) ? 1 : 0;
        rows++;
      }
    }
    return (double) right / rows;
  }

  private static long savedBytes(Learner learner) {
    Map<String, byte[]> values = new HashMap<>();
    learner.save(StateStore.of(values));
    return values.values().stream().mapToLong(bytes -> bytes.length).sum();
  }

  private static List<Task> tasks(String scenario, Images train, Images test, long seed) {
    List<Task> tasks = new ArrayList<>();
    Random random = new Random(seed);
    List<Integer> order = shuffled(train.rows().size(), random);
    for (int number = 0; number < (scenario.equals("classes") ? 5 : TASKS); number++) {
      int task = number;
      if (scenario.equals("classes")) {
        tasks.add(
            new Task(
                row -> row,
                order.stream().filter(row -> train.labels().get(row) / 2 == task).toList(),
                range(test).stream().filter(row -> test.labels().get(row) / 2 == task).toList()));
      } else {
        View view =
            scenario.equals("permuted")
                ? permuted(train.features().size(), task, seed)
                : rotated(train.features().shape().get(0), 180.0 * task / TASKS);
        tasks.add(
            new Task(
                view,
                shuffled(train.rows().size(), random).subList(0, TASK_ROWS),
                range(test).subList(0, TASK_TEST_ROWS)));
      }
    }
    return tasks;
  }

  private static List<Integer> range(Images images) {
    List<Integer> range = new ArrayList<>();
    for (int row = 0; row < images.rows().size(); row++) {
      range.add(row);
    }
    return range;
  }

  private static List<Integer> shuffled(int rows, Random random) {
    List<Integer> order = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      order.add(row);
    }
    Collections.shuffle(order, random);
    return order;
  }

  private static View permuted(int size, int task, long seed) {
    Draws draws = new Draws(seed, "permutation " + task);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      order.add(i);
    }
    if (task > 0) {
      order.sort(Comparator.comparingLong(at -> draws.bits(at)));
    }
    return row -> {
      ByteBuffer moved = ByteBuffer.allocate(size);
      for (int i = 0; i < size; i++) {
        moved.put(i, row.get(order.get(i)));
      }
      return moved;
    };
  }

  /** Nearest neighbour, for bytes on a square. */
  private static View rotated(int side, double degrees) {
    double cosine = Math.cos(Math.toRadians(degrees));
    double sine = Math.sin(Math.toRadians(degrees));
    double middle = (side - 1) / 2.0;
    return row -> {
      ByteBuffer turned = ByteBuffer.allocate(side * side);
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          long fromX = Math.round(middle + cosine * (x - middle) + sine * (y - middle));
          long fromY = Math.round(middle - sine * (x - middle) + cosine * (y - middle));
          if (fromX >= 0 && fromX < side && fromY >= 0 && fromY < side) {
            turned.put(y * side + x, row.get((int) (fromY * side + fromX)));
          }
        }
      }
      return turned;
    };
  }

  private static Images read(Path directory, String part) throws IOException {
    return switch (directory.getFileName().toString()) {
      case "cifar10" -> cifar(directory, part);
      case "usps" -> usps(directory.resolve("zip." + part + ".gz"), List.copyOf(USPS));
      default -> idx(directory, part.equals("test") ? "t10k" : part);
    };
  }

  private static Images idx(Path directory, String part) throws IOException {
    byte[] images = unzipped(directory.resolve(part + "-images-idx3-ubyte.gz"));
    byte[] classes = unzipped(directory.resolve(part + "-labels-idx1-ubyte.gz"));
    Images read = new Images(features(List.of(28, 28)), new ArrayList<>(), new ArrayList<>());
    for (int row = 0; row < classes.length - 8; row++) {
      read.rows().add(ByteBuffer.wrap(images, 16 + row * 784, 784).slice());
      read.labels().add((int) classes[8 + row]);
    }
    return read;
  }

  private static Images cifar(Path directory, String part) throws IOException {
    Images read = new Images(features(List.of(3, 32, 32)), new ArrayList<>(), new ArrayList<>());
    for (String file :
        part.equals("test") ? List.of("test_batch") : List.of("data_batch_1", "data_batch_2")) {
      byte[] bytes = unzipped(directory.resolve(file + ".bin.gz"));
      for (int at = 0; at < bytes.length; at += 3073) {
        read.labels().add((int) bytes[at]);
        read.rows().add(ByteBuffer.wrap(bytes, at + 1, 3072).slice());
      }
    }
    return read;
  }

  private static Images usps(Path file, List<Integer> shape) throws IOException {
    Features features = new Features(shape, ElementType.FLOAT32);
    Images read = new Images(features, new ArrayList<>(), new ArrayList<>());
    for (String line : new String(unzipped(file), StandardCharsets.US_ASCII).lines().toList()) {
      String[] cells = line.trim().split(" ");
      read.labels().add((int) Float.parseFloat(cells[0]));
      ByteBuffer row = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 1; i <= 256; i++) {
        row.putFloat(Float.parseFloat(cells[i]));
      }
      read.rows().add(row.flip());
    }
    return read;
  }

  private static Features features(List<Integer> shape) {
    return new Features(shape, ElementType.UINT8);
  }

  private static byte[] unzipped(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }
}
