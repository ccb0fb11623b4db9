package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.metric.LearningCurve.Bin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LearningCurveTest {

  @Test
  void countsTheAnswersOfEachHundredPlacesOfTheLog() {
    LearningCurve curve = new LearningCurve();
    curve.add(0, true);
    curve.add(99, false);
    curve.add(100, true);
    curve.add(950, true);

    assertThat(curve.bins(0)).containsExactly(new Bin(1, 2), new Bin(1, 1), new Bin(1, 1));
    assertThat(curve.bins(1)).containsExactly(new Bin(2, 3), new Bin(1, 1));
  }

  @Test
  void hasAVisitForEachRunOfBinsWithoutAGap() {
    LearningCurve curve = new LearningCurve();
    for (int place : new int[] {0, 100, 300, 500, 600, 700}) {
      curve.add(place, true);
    }

    assertThat(curve.visits()).extracting(List::size).containsExactly(2, 1, 3);
  }

  @Test
  void makesTwoBinsOneWhenThereWouldBeTooMany() {
    LearningCurve curve = new LearningCurve();
    for (int bin = 0; bin < LearningCurve.MOST_BINS; bin++) {
      curve.add(bin * 100, true);
    }
    assertThat(curve.level()).isZero();
    curve.add(LearningCurve.MOST_BINS * 100, false);

    assertThat(curve.level()).isEqualTo(1);
    assertThat(curve.bins(1)).hasSize(17).startsWith(new Bin(2, 2)).endsWith(new Bin(0, 1));
  }

  @Test
  void isTheSameHoweverTheAnswersAreParted() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int count = 1 + random.nextInt(20_000);
      LearningCurve whole = new LearningCurve();
      LearningCurve[] parts = {new LearningCurve(), new LearningCurve(), new LearningCurve()};
      for (int i = 0; i < count; i++) {
        long place = 1_000_000L + 3L * i;
        boolean isCorrect = random.nextBoolean();
        whole.add(place, isCorrect);
        parts[random.nextInt(3)].add(place, isCorrect);
      }
      parts[1].append(parts[2]);
      parts[0].append(parts[1]);

      assertThat(saved(parts[0])).isEqualTo(saved(whole));
    }
  }

  @Test
  void isTheSameAfterItWasSavedAndLoaded() throws IOException {
    LearningCurve curve = new LearningCurve();
    for (int i = 0; i < 9_000; i++) {
      curve.add(i, i % 3 == 0);
    }
    byte[] bytes = saved(curve);
    LearningCurve loaded = LearningCurve.load(new DataInputStream(new ByteArrayInputStream(bytes)));

    assertThat(saved(loaded)).isEqualTo(bytes);
    assertThat(loaded.visits()).isEqualTo(curve.visits());
  }

  private static byte[] saved(LearningCurve curve) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    curve.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
