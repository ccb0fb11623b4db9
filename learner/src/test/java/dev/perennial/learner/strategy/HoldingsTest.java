package dev.perennial.learner.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Holdings;
import dev.perennial.learner.learning.Learner;
import dev.perennial.schemas.ElementType;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HoldingsTest {

  private static final Features IMAGE = Streams.image(ElementType.UINT8);

  @Test
  void areTheRowsThatWereLearnedWhileAllOfThemAreKept() {
    try (Learner learner = Learners.open(Streams.recipe("er", "mlp:8", "sgd"), IMAGE)) {
      learner.observe(Streams.batch(IMAGE, 0, 0, 0, 1));
      learner.observe(Streams.batch(IMAGE, 1, 3, 0, 5));

      // Classes 0 and 1 are task 0, class 3 is of task 1, class 5 of task 2.
      assertThat(learner.memory())
          .isEqualTo(holdings(Map.of(0, 3, 1, 1, 3, 1, 5, 1), Map.of(0, 4, 1, 1, 2, 1)));
    }
  }

  @Test
  void areNoneOfALearnerThatReplaysNothing() {
    try (Learner learner = Learners.open(Streams.recipe("naive", "mlp:8", "sgd"), IMAGE)) {
      learner.observe(Streams.batch(IMAGE, 0, 0, 1));

      assertThat(learner.memory()).isEqualTo(Holdings.NONE);
    }
  }

  @Test
  void ofTwoMemoriesAddUp() {
    assertThat(
            holdings(Map.of(0, 3), Map.of(0, 3))
                .plus(holdings(Map.of(0, 1, 2, 5), Map.of(0, 1, 1, 5))))
        .isEqualTo(holdings(Map.of(0, 4, 2, 5), Map.of(0, 4, 1, 5)));
  }

  private static Holdings holdings(Map<Integer, Integer> byClass, Map<Integer, Integer> byTask) {
    return new Holdings(new TreeMap<>(byClass), new TreeMap<>(byTask));
  }
}
