package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.evaluator.metric.Cell;
import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.metric.TaskScore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationMetricsTest {

  private static final int WINDOW = 3;
  private static final String FORGETTING = "windowed-forgetting-3";

  private final EvaluationMetrics metrics = new EvaluationMetrics(WINDOW, 100);

  /** One task, scored on 100 samples. */
  private static Evaluation evaluation(long number, long correct) {
    TaskScore score = new TaskScore(0, OptionalInt.of(0), new Cell(correct, 100));
    return new Evaluation(number, OptionalInt.of(0), OptionalInt.of(0), List.of(score));
  }

  private static Map<String, Measured> inOrder(List<Evaluation> evaluations) {
    EvaluationMetrics metrics = new EvaluationMetrics(WINDOW, 100);
    evaluations.forEach(metrics::add);
    return metrics.values();
  }

  private double forgetting() {
    return metrics.values().get(FORGETTING).value().orElseThrow();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void haveTheSameValuesInTheEndInWhateverOrderEvaluationsCome(long seed) {
    Random random = new Random(seed);
    List<Evaluation> evaluations =
        LongStream.range(0, EvaluationMetrics.MOST_AHEAD)
            .mapToObj(number -> evaluation(number, random.nextInt(101)))
            .toList();
    List<Evaluation> shuffled = new ArrayList<>(evaluations);
    Collections.shuffle(shuffled, random);
    shuffled.forEach(metrics::add);

    Map<String, Measured> expected = inOrder(evaluations);
    assertThat(metrics.values().keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, value) -> {
          assertThat(metrics.values().get(name).n()).isEqualTo(value.n());
          assertThat(metrics.values().get(name).absence()).isEqualTo(value.absence());
          value
              .value()
              .ifPresent(
                  number ->
                      assertThat(metrics.values().get(name).value().orElseThrow())
                          .isCloseTo(number, within(1e-12)));
        });
  }

  @Test
  void areOfEverythingThatHasComeThoughSomethingBeforeItIsMissing() {
    metrics.add(evaluation(0, 90));
    metrics.add(evaluation(2, 30));

    assertThat(forgetting()).isCloseTo(.6, within(1e-12));
    // Now .9 and .3 are further apart, and .2 is the least between them.
    metrics.add(evaluation(1, 20));
    assertThat(forgetting()).isCloseTo(.7, within(1e-12));
  }

  @Test
  void giveUpWhatIsMissingWhenTooManyWaitForIt() {
    metrics.add(evaluation(0, 90));
    for (long number = 2; number < 3 + EvaluationMetrics.MOST_AHEAD; number++) {
      metrics.add(evaluation(number, 80));
    }
    // It is taken as the newest: from .8, not from .9.
    metrics.add(evaluation(1, 20));

    assertThat(forgetting()).isCloseTo(.6, within(1e-12));
  }
}
