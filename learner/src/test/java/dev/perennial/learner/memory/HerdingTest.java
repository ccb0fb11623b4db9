package dev.perennial.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HerdingTest {

  @Test
  void bringsTheMeanOfTheChosenNearestToTheMeanOfAll() {
    float[][] features = {{0.6f, 0.8f}, {1, 0}, {0.8f, 0.6f}, {0.8f, -0.6f}};

    // The mean is (0.8, 0.2). Squared distances from it:
    // of one row: 0.40, 0.08, 0.16, 0.64, so row 1;
    // of its mean with another: (0.8, 0.4) 0.04, -, (0.9, 0.3) 0.02, (0.9, -0.3) 0.26, so row 2;
    // of their mean with a third: (0.8, 0.467) 0.071, -, -, (0.867, 0) 0.044, so row 3, although
    // it lies farthest from the mean.
    assertThat(Herding.order(features, 4)).containsExactly(1, 2, 3, 0);
    assertThat(Herding.order(features, 2)).containsExactly(1, 2);
  }

  @Test
  void takesTheFirstOfEquals() {
    float[][] features = {{1, 0}, {0, 1}, {0.6f, 0.8f}, {0.8f, 0.6f}};

    // The mean is (0.6, 0.6); rows 2 and 3 are equally near. With row 2, row 3 makes (0.7, 0.7),
    // the nearest pair; rows 0 and 1 are equal again.
    assertThat(Herding.order(features, 4)).containsExactly(2, 3, 0, 1);
  }

  @Test
  void ordersAllWhereMoreAreAskedFor() {
    assertThat(Herding.order(new float[][] {{1, 0}, {1, 0}}, 5)).containsExactly(0, 1);
    assertThat(Herding.order(new float[0][], 5)).isEmpty();
    assertThat(Herding.order(new float[][] {{1, 0}}, 0)).isEmpty();
  }
}
