package dev.perennial.learner.online;

import dev.perennial.learner.random.Draws;
import java.util.Arrays;

/** Draws one after the other; how many there were is their whole state. Owned by one thread. */
final class Dice {

  private static final int MOST = 100;

  private final Draws draws;
  private long drawn;

  /** The first draw is number 0. */
  Dice(Draws draws) {
    this.draws = draws;
  }

  /** How many numbers were drawn. */
  long drawn() {
    return drawn;
  }

  /** Goes on as after that many draws. */
  void drawn(long count) {
    drawn = count;
  }

  /**
   * Some of the numbers, each set of them as likely as another (Fisher and Yates), in order.
   *
   * @param count at most as many as there are
   */
  int[] choose(int[] from, int count) {
    int[] order = from.clone();
    for (int i = 0; i < count; i++) {
      int j = i + (int) draws.below(order.length - i, drawn++);
      int chosen = order[j];
      order[j] = order[i];
      order[i] = chosen;
    }
    int[] chosen = Arrays.copyOf(order, count);
    Arrays.sort(chosen);
    return chosen;
  }

  /**
   * A Poisson-distributed number, by inversion of its distribution function; at most {@value
   * #MOST}.
   *
   * @param mean positive, well below {@value #MOST}
   */
  int poisson(double mean) {
    double left = draws.unit(drawn++);
    double probability = Math.exp(-mean);
    int number = 0;
    while (left >= probability && number < MOST) {
      left -= probability;
      number++;
      probability *= mean / number;
    }
    return number;
  }
}
