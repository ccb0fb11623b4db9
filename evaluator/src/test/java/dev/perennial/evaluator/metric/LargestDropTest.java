package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LargestDropTest {

  /** By the definition: of every pair within the window. */
  private static double byDefinition(double[] values, int window) {
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      for (int j = i + 1; j < Math.min(values.length, i + window); j++) {
        largest = Math.max(largest, values[i] - values[j]);
      }
    }
    return largest;
  }

  private static LargestDrop of(double[] values, int from, int to, int window) {
    LargestDrop drop = new LargestDrop(window);
    for (int i = from; i < to; i++) {
      drop.add(values[i]);
    }
    return drop;
  }

  @ParameterizedTest(name = "k = {0}, {1} values")
  @CsvSource({"2, 1", "2, 40", "3, 3", "3, 40", "10, 9", "10, 40", "40, 40", "100, 40"})
  void isThatOfTheDefinitionHoweverTheValuesArePartedAndSaved(int window, int count)
      throws IOException {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      // Few values, so that many are equal.
      double[] values = random.ints(count, 0, 9).mapToDouble(value -> value / 8.).toArray();
      int first = random.nextInt(count + 1);
      int second = first + random.nextInt(count + 1 - first);
      LargestDrop parts = of(values, 0, first, window);
      parts.append(of(values, first, second, window));
      LargestDrop read = new LargestDrop(window);
      read.load(new DataInputStream(new ByteArrayInputStream(saved(parts))));
      read.append(of(values, second, count, window));

      assertThat(read.value()).isEqualTo(byDefinition(values, window));
      assertThat(saved(read)).isEqualTo(saved(of(values, 0, count, window)));
    }
  }

  private static byte[] saved(LargestDrop drop) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    drop.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
