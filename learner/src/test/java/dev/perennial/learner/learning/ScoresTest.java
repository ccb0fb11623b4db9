package dev.perennial.learner.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.learner.learning.Scores.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The best classes of a row. */
class ScoresTest {

  /** Logits that make the probabilities proportional to these numbers. */
  private static Scores proportionalTo(double... weights) {
    float[] logits = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      logits[i] = (float) Math.log(weights[i]);
    }
    return new Scores(1, weights.length, logits);
  }

  private static List<Integer> labels(List<Candidate> best) {
    return best.stream().map(Candidate::label).toList();
  }

  @Test
  void areTheBestFirst() {
    // 1 + 4 + 2 + 1 = 8.
    List<Candidate> best = proportionalTo(1, 4, 2, 1).best(0, 2);

    assertThat(labels(best)).containsExactly(1, 2);
    assertThat(best.get(0).probability()).isCloseTo(4 / 8., within(1e-7));
    assertThat(best.get(1).probability()).isCloseTo(2 / 8., within(1e-7));
  }

  @Test
  void areTheLowestIndexFirstAmongEquals() {
    assertThat(labels(proportionalTo(1, 2, 1, 2, 1).best(0, 4))).containsExactly(1, 3, 0, 2);
    // Zero is zero, whatever its sign.
    assertThat(labels(new Scores(1, 2, new float[] {-0f, 0f}).best(0, 2))).containsExactly(0, 1);
  }

  @Test
  void areAllWhereFewerAreKnown() {
    List<Candidate> best = proportionalTo(1, 3).best(0, 1_000);

    assertThat(labels(best)).containsExactly(1, 0);
    assertThat(best).extracting(Candidate::probability).allMatch(p -> p > 0 && p < 1);
  }

  @Test
  void areNoneWhereNoneIsKnownOrAsked() {
    assertThat(new Scores(1, 0, new float[0]).best(0, 3)).isEmpty();
    assertThat(proportionalTo(1, 2).best(0, 0)).isEmpty();
  }

  @Test
  void areThoseOfTheirRow() {
    Scores scores = new Scores(2, 3, new float[] {3, 2, 1, 1, 3, 2});

    assertThat(labels(scores.best(0, 2))).containsExactly(0, 1);
    assertThat(labels(scores.best(1, 2))).containsExactly(1, 2);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void areWhatSortingAllWouldGive(long seed) {
    Random random = new Random(seed);
    int classes = 1 + random.nextInt(60);
    float[] logits = new float[classes];
    for (int i = 0; i < classes; i++) {
      // Few values, so that many are equal.
      logits[i] = random.nextInt(8) - 4;
    }
    Scores scores = new Scores(1, classes, logits);
    List<Integer> sorted = new ArrayList<>(IntStream.range(0, classes).boxed().toList());
    sorted.sort(Comparator.comparing(label -> -logits[label]));

    for (int count = 0; count <= classes; count++) {
      List<Candidate> best = scores.best(0, count);

      assertThat(labels(best)).isEqualTo(sorted.subList(0, count));
      // To the bit: a prediction's confidence is the first's probability.
      assertThat(best).allMatch(one -> one.probability() == scores.probability(0, one.label()));
    }
    assertThat(sorted.get(0)).isEqualTo(scores.predicted(0).getAsInt());
  }
}
