package dev.perennial.learner.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LeafTest {

  private final Leaf leaf = new Leaf(new int[] {0, 1});

  @Test
  void boundsTheMeanByHoeffding() {
    // sqrt(1 * ln(100) / (2 * 200)) = sqrt(4.6052 / 400).
    assertThat(Split.hoeffdingBound(1, 0.01, 200)).isCloseTo(0.1073, within(1e-4));
    assertThat(Split.hoeffdingBound(2, 0.01, 800)).isCloseTo(0.1073, within(1e-4));
  }

  @Test
  void knowsTheNormalDistribution() {
    assertThat(Normal.below(0)).isCloseTo(0.5, within(1e-7));
    assertThat(Normal.below(1)).isCloseTo(0.8413447, within(1e-7));
    assertThat(Normal.below(-1.96)).isCloseTo(0.0249979, within(1e-7));
    assertThat(Normal.below(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(Normal.below(Double.NEGATIVE_INFINITY)).isZero();
  }

  @Test
  void gainsWhatASplitTellsAboutTheClass() {
    assertThat(Leaf.gain(new double[] {4, 0}, new double[] {0, 4})).isCloseTo(1, within(1e-12));
    assertThat(Leaf.gain(new double[] {2, 2}, new double[] {2, 2})).isCloseTo(0, within(1e-12));
    assertThat(Leaf.gain(new double[] {4, 4}, new double[] {0, 0})).isZero();
    // H(1/2) = 1; each side has 3 to 1: H(1/4) = 2 - 3/4 log2 3 = .8113.
    assertThat(Leaf.gain(new double[] {3, 1}, new double[] {1, 3})).isCloseTo(0.1887, within(1e-4));
  }

  @Test
  void findsTheFeatureThatTellsTheClassesApart() {
    // Feature 1 is 0 or 1 for class 0 and 10 or 11 for class 1; feature 0 is the same for both.
    for (int i = 0; i < 40; i++) {
      int label = i % 2;
      leaf.learn(new float[] {i % 4 / 2, 10 * label + i % 4 / 2}, label, 1, Leaf.Room.ENOUGH);
    }
    Split split = leaf.best().orElseThrow();

    // Of the thresholds 1, 2, .. 10 of feature 1 those from 2 to 9 part the classes, up to 1e-7;
    // the whole bit is gained, and feature 0 gains nothing.
    assertThat(split.place()).isEqualTo(1);
    assertThat(split.threshold()).isBetween(2f, 9f);
    assertThat(split.gain()).isCloseTo(1, within(1e-3));
    assertThat(split.lead()).isCloseTo(1, within(1e-3));
  }

  @Test
  void splitsOnceTheBoundAllows() {
    ForestSettings settings = new ForestSettings(1, 1, 2, 6, 10, 0.01, 0, 0.05, 0.01);
    int splitAt = 0;
    for (int i = 0; splitAt == 0; i++) {
      int label = i % 2;
      leaf.learn(new float[] {0, 10 * label + i % 4 / 2}, label, 1, Leaf.Room.ENOUGH);
      splitAt = leaf.split(settings).isPresent() ? i + 1 : 0;
    }

    // A lead of 1 exceeds sqrt(ln(100) / (2 n)) from n = 2.3 on: at the first look, after 10.
    assertThat(splitAt).isEqualTo(10);
  }

  @Test
  void doesNotSplitWhereNothingIsGained() {
    ForestSettings settings = new ForestSettings(1, 1, 2, 6, 10, 0.01, 0, 0.05, 0.01);
    for (int i = 0; i < 400; i++) {
      leaf.learn(new float[] {i % 4 / 2, i % 8 / 4}, i % 2, 1, Leaf.Room.ENOUGH);
      assertThat(leaf.split(settings)).isEmpty();
    }
  }

  @Test
  void answersByNaiveBayesWhereThatIsRight() {
    for (int i = 0; i < 40; i++) {
      int label = i % 2;
      leaf.learn(new float[] {0, 10 * label + i % 4 / 2}, label, 1, Leaf.Room.ENOUGH);
    }
    double[] votes = new double[2];
    leaf.vote(new float[] {0, 0.5f}, votes);

    assertThat(votes[0]).isGreaterThan(0.99);
    leaf.vote(new float[] {0, 10.5f}, votes);
    assertThat(votes[1]).isGreaterThan(0.99);
  }

  @Test
  void answersWithWhatCameLastWhereClassesComeInRuns() {
    // The features say nothing; runs of ten.
    for (int i = 0; i < 210; i++) {
      leaf.learn(new float[] {1, 1}, i / 10 % 2, 1, Leaf.Room.ENOUGH);
    }
    double[] votes = new double[2];
    leaf.vote(new float[] {1, 1}, votes);

    // The last ten were of class 0; .6^10 of the weight is older.
    assertThat(votes[0]).isGreaterThan(0.99);
  }

  @Test
  void keepsNoGaussiansWithoutRoom() {
    leaf.learn(new float[] {1, 2}, 0, 1, Leaf.Room.ENOUGH);
    int before = leaf.sizeBytes();
    leaf.learn(new float[] {1, 2}, 1, 1, Leaf.Room.NONE);

    assertThat(leaf.sizeBytes()).isEqualTo(before);
    assertThat(leaf.classes()).isEqualTo(1);
  }

  @Test
  void announcesHowMuchItGrows() {
    for (int label : new int[] {3, 0, 3, 5}) {
      int expected = leaf.sizeBytes() + leaf.growthBytes(label);
      leaf.learn(new float[] {label, 2}, label, 1, Leaf.Room.ENOUGH);
      assertThat(leaf.sizeBytes()).isEqualTo(expected);
    }
    ByteBuffer bytes = ByteBuffer.allocate(leaf.sizeBytes());
    leaf.encode(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
  }
}
