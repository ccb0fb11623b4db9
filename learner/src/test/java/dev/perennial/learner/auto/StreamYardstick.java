package dev.perennial.learner.auto;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Scores;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A learner alone on tables in file order, test-then-train row by row: prequential accuracy and
 * rows a processor second. Not a test; run its main.
 *
 * <p>Arguments: directory of the tables, strategy, network, memory, replayed rows, learning rate,
 * memory bytes, seed, directory for the predicted probabilities ({@code -}: none), then tables.
 */
final class StreamYardstick {

  private StreamYardstick() {}

  public static void main(String[] args) throws IOException {
    Recipe recipe =
        new Recipe(
                args[1],
                args[2],
                Integer.parseInt(args[3]),
                1,
                Integer.parseInt(args[4]),
                1,
                "sgd",
                Double.parseDouble(args[5]),
                0,
                0,
                Long.parseLong(args[7]))
            .withMemoryBytes(Long.parseLong(args[6]));
    for (int i = 9; i < args.length; i++) {
      int limit = args[i].equals("hflights") ? 50_000 : Integer.MAX_VALUE;
      Table table = Table.read(Path.of(args[0]), args[i], limit);
      try (OutputStream out =
          args[8].equals("-")
              ? OutputStream.nullOutputStream()
              : Files.newOutputStream(Path.of(args[8], args[i] + "." + args[1]))) {
        run(recipe, args[i], table, new DataOutputStream(new BufferedOutputStream(out)));
      }
    }
  }

  private static void run(Recipe recipe, String name, Table table, DataOutputStream out)
      throws IOException {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    int right = 0;
    int classes = 1 + table.labels().stream().mapToInt(label -> label).max().orElseThrow();
    try (Learner learner = Learners.open(recipe, table.features())) {
      Batch batch = new Batch(table.features(), 1);
      for (int row = 0; row < table.rows().size(); row++) {
        int label = table.labels().get(row);
        batch.clear();
        batch.add(table.rows().get(row), label);
        Scores scores = learner.observe(batch).scores();
        right += scores.predicted(0).orElse(-1) == label ? 1 : 0;
        for (int other = 0; other < classes; other++) {
          out.writeFloat(other < scores.classes() ? (float) scores.probability(0, other) : 0);
        }
      }
    }
    out.flush();
    System.out.printf(
        "%s %s accuracy %.4f rowsPerCpuSecond %.0f%n",
        name,
        recipe.strategy(),
        (double) right / table.rows().size(),
        table.rows().size()
            * 1e9
            / (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start));
  }
}
