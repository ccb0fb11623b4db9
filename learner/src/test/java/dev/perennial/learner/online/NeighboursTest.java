package dev.perennial.learner.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Origin;
import dev.perennial.schemas.ElementType;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeighboursTest {

  private final Features features = new Features(List.of(2), ElementType.FLOAT32);

  @Test
  void keepsAsManyRowsAsTheBytesAllow() {
    // Statistics: 16 bytes of counters, 8 + 2 * 2 * 8 of moments, 2 * 2 * 2 * 4 of scales, and 16
    // for each of 2 metrics * 10 windows (32, 64, .. 16,384) * 4 numbers of neighbours: 1,368. A
    // row takes 2 * 4 + 4 = 12.
    Neighbours neighbours = new Neighbours(features, 1368 + 12 * 50);
    neighbours.expectClasses(2);
    for (int i = 0; i < 60; i++) {
      neighbours.consider(new float[] {i, 1}, new double[2]);
      neighbours.learn(new float[] {i, 1}, new Origin(i, i % 2, 0));
    }

    assertThat(neighbours.rowsKept()).isEqualTo(50);
  }

  @Test
  void answersWithTheNearestWhateverTheUnits() {
    Neighbours neighbours = new Neighbours(features, 100_000);
    neighbours.expectClasses(2);
    double[] probabilities = new double[2];
    for (int i = 0; i < 200; i++) {
      // The first feature, in thousandths, tells the class; the second, in thousands, does not.
      float[] row = {i % 2 * 0.001f, i * 37 % 100 * 1000};
      neighbours.consider(row, probabilities);
      neighbours.learn(row, new Origin(i, i % 2, 0));
    }
    neighbours.consider(new float[] {0.001f, 50_500}, probabilities);

    assertThat(probabilities[1]).isGreaterThan(0.9);
  }
}
