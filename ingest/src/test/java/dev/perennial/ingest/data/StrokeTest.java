package dev.perennial.ingest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StrokeTest {

  @Test
  void goesStraightThroughThePointsGiven() {
    Stroke stroke = Stroke.straight(1, 2, 3, 4);

    assertThat(stroke.size()).isEqualTo(2);
    assertThat(new double[] {stroke.x(0), stroke.y(0), stroke.x(1), stroke.y(1)})
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void passesThroughItsControlPointsEveryFourSteps() {
    Stroke stroke = Stroke.open(0, 0, 10, 5, 20, -5);

    assertThat(stroke.size()).isEqualTo(9);
    assertThat(new double[] {stroke.x(0), stroke.x(4), stroke.x(8)}).containsExactly(0, 10, 20);
    assertThat(new double[] {stroke.y(0), stroke.y(4), stroke.y(8)}).containsExactly(0, 5, -5);
  }

  /**
   * Half way between the middle two of evenly spaced points on a line, Catmull-Rom is half way:
   * with p = 0, 10, 20, 30 and t = 1/2, (-p0 + 9 p1 + 9 p2 - p3) / 16 = (90 + 180 - 30) / 16 = 15.
   */
  @Test
  void isACatmullRomSpline() {
    Stroke stroke = Stroke.open(0, 0, 10, 0, 20, 8, 30, 8);

    assertThat(stroke.x(6)).isCloseTo(15, within(1e-12));
    // y: (-0 + 9 * 0 + 9 * 8 - 8) / 16 = 4.
    assertThat(stroke.y(6)).isCloseTo(4, within(1e-12));
  }

  @Test
  void endsWhereItBeganWhenClosed() {
    Stroke stroke = Stroke.closed(0, 0, 10, 0, 10, 10);

    assertThat(stroke.size()).isEqualTo(13);
    assertThat(stroke.x(12)).isEqualTo(stroke.x(0));
    assertThat(stroke.y(12)).isEqualTo(stroke.y(0));
  }
}
