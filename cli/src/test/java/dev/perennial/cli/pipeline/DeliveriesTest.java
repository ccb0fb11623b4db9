package dev.perennial.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.pipeline.Deliveries.Count;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeliveriesTest {

  private static Deliveries of(String... ids) {
    Fingerprints published = new Fingerprints();
    for (String id : ids) {
      published.add(id);
    }
    return new Deliveries(published);
  }

  @Test
  void losesNothingThatWasPredictedAndLearnedOnce() {
    Deliveries deliveries = of("a", "b");
    deliveries.predicted("b", 7);
    deliveries.predicted("a", 5);
    deliveries.learned(5);
    deliveries.learned(7);

    assertThat(deliveries.count()).isEqualTo(new Count(0, 0));
  }

  @Test
  void losesWhatWasNotPredictedAndWhatWasNotLearned() {
    // a: complete. b: predicted at 6, never learned. c: never predicted.
    Deliveries deliveries = of("a", "b", "c");
    deliveries.predicted("a", 5);
    deliveries.predicted("b", 6);
    deliveries.learned(5);

    assertThat(deliveries.count()).isEqualTo(new Count(2, 0));
  }

  @Test
  void countsASampleOnceHoweverOftenItWasRepeated() {
    // a: predicted three times. b: learned twice. Two samples are duplicated, none is lost.
    Deliveries deliveries = of("a", "b");
    deliveries.predicted("a", 0);
    deliveries.predicted("a", 0);
    deliveries.predicted("a", 0);
    deliveries.predicted("b", 1);
    deliveries.learned(0);
    deliveries.learned(1);
    deliveries.learned(1);

    assertThat(deliveries.count()).isEqualTo(new Count(0, 2));
  }

  @Test
  void doesNotMissWhatWasExcused() {
    Deliveries deliveries = of("a", "b");
    deliveries.excused("b");
    deliveries.predicted("a", 0);
    deliveries.learned(0);

    assertThat(deliveries.count()).isEqualTo(new Count(0, 0));
  }

  @Test
  void ignoresWhatWasNotPublished() {
    Deliveries deliveries = of("a");
    deliveries.predicted("a", 0);
    deliveries.learned(0);
    deliveries.predicted("stranger", 1);
    deliveries.excused("stranger");

    assertThat(deliveries.count()).isEqualTo(new Count(0, 0));
  }

  @Test
  void takesTheFirstSequenceForAPredictionToo() {
    // Sequence 0 is also the initial value of a place nobody predicted: b must still be lost.
    Deliveries deliveries = of("a", "b");
    deliveries.predicted("a", 0);
    deliveries.learned(0);

    assertThat(deliveries.count()).isEqualTo(new Count(1, 0));
  }

  @Test
  void tellsAHundredThousandIdsApart() {
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      seen.add(Fingerprints.of("train-0-0-" + i));
    }

    assertThat(seen).hasSize(100_000);
  }
}
