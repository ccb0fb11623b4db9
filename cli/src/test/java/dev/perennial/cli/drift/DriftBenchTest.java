package dev.perennial.cli.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftBenchTest {

  @Test
  void naiveBayesLearnsWhatTellsClassesApart() {
    NaiveBayes learner = new NaiveBayes(1, 2);
    assertThat(learner.predict(new float[] {3})).isZero();
    for (float value : new float[] {0, 1, 2}) {
      learner.learn(new float[] {value}, 0);
      learner.learn(new float[] {value + 4}, 1);
    }

    // Means 1 and 5, equal variances: the boundary is 3.
    assertThat(learner.predict(new float[] {2.9f})).isZero();
    assertThat(learner.predict(new float[] {3.1f})).isEqualTo(1);
  }

  @Test
  void tellsATableForEachTransitionAndOneOfRegimes() {
    List<String> lines = new ArrayList<>();

    new DriftBench(1, 2_000, 200).run(lines::add);

    assertThat(lines)
        .filteredOn(line -> line.endsWith("false alarms per 10,000"))
        .extracting(line -> line.replaceAll(":.*", ""))
        .containsExactly(
            "errors of naive Bayes, abrupt",
            "errors of naive Bayes, gradual over 200",
            "features, abrupt",
            "features, gradual over 200");
    assertThat(lines).filteredOn(line -> line.startsWith("ddm")).hasSize(2);
    assertThat(lines).filteredOn(line -> line.startsWith("hdddm")).hasSize(3);
  }

  @Test
  void measuresTheSameTwice() {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    new DriftBench(1, 1_000, 100).run(first::add);
    new DriftBench(1, 1_000, 100).run(second::add);

    assertThat(second).isEqualTo(first);
  }
}
