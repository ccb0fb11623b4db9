package dev.perennial.learner.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class VicinityTest {

  private static double[][] votes(int capacity) {
    return new double[Vicinity.voters(capacity)][2];
  }

  private final Vicinity vicinity = new Vicinity();

  @Test
  void weighsNeighboursByTheInverseOfTheirSquaredDistance() {
    double[][] votes = votes(32);
    vicinity.vote(2, 3, 32, new float[] {0.999f, 0.249f, 0.499f}, new int[] {0, 1, 0}, votes);

    // Weights 1, 4 and 2: the nearest alone says 1; of all three 3/7 say 0 and 4/7 say 1.
    assertThat(votes[0]).containsExactly(new double[] {0, 1}, within(1e-6));
    assertThat(votes[1]).containsExactly(new double[] {3.0 / 7, 4.0 / 7}, within(1e-6));
    assertThat(votes[3]).containsExactly(new double[] {3.0 / 7, 4.0 / 7}, within(1e-6));
  }

  @Test
  void prefersTheLaterOfTwoAtTheSameDistance() {
    double[][] votes = votes(32);
    vicinity.vote(0, 3, 32, new float[] {1, 1, 1}, new int[] {1, 0, 0}, votes);

    // Slot 0 is the latest, the ring has wrapped.
    assertThat(votes[0]).containsExactly(0, 1);
  }

  @Test
  void looksFartherIntoThePastInLongerWindows() {
    double[][] votes = votes(64);
    float[] squared = new float[64];
    int[] labels = new int[64];
    for (int slot = 0; slot < 64; slot++) {
      squared[slot] = slot == 10 ? 0.1f : 1;
      labels[slot] = slot == 10 ? 1 : 0;
    }
    vicinity.vote(63, 64, 64, squared, labels, votes);

    // The nearest row is 54 rows old: within 64 rows, not within 32.
    assertThat(votes).hasDimensions(8, 2);
    assertThat(votes[0]).containsExactly(1, 0);
    assertThat(votes[4]).containsExactly(0, 1);
  }
}
