package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.evaluator.EvaluatorSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryEvaluatorTest {

  private final InMemoryEvaluator evaluator =
      new InMemoryEvaluator(EvaluatorSettings.DEFAULTS.fold());

  @Test
  void knowsOfNoScoresBeforeTheFirstEvaluationIsComplete() {
    assertThat(evaluator.scores()).isEmpty();
    evaluator.accept(Records.evaluation(0, null, .1, .2).get(0));
    assertThat(evaluator.scores()).isEmpty();
  }

  @Test
  void measuresWhatItReads() {
    Records.evaluations().stream().flatMap(List::stream).forEach(evaluator::accept);
    evaluator.accept(Records.prediction(0, 1, 1));
    evaluator.accept(Records.prediction(1, 1, 0));

    // After period 1: 0.5 and 0.8, the first 0.9 at its own period's end.
    var metrics = evaluator.scores().orElseThrow().metrics();
    assertThat(metrics.get("average-accuracy").value().orElseThrow()).isCloseTo(.65, within(1e-12));
    assertThat(metrics.get("backward-transfer").value().orElseThrow())
        .isCloseTo(-.4, within(1e-12));
    assertThat(evaluator.answers().metrics().get("prequential-accuracy").value()).hasValue(.5);
  }
}
