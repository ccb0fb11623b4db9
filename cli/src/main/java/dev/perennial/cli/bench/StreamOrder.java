package dev.perennial.cli.bench;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/** In which order streams speak. */
public enum StreamOrder {
  /** One after the other in turn: where not all are in memory, the one that speaks never is. */
  ROUND_ROBIN,
  /** At random, the n-th stream n times as seldom as the first. */
  ZIPF;

  /** Who speaks next, of so many streams; the same ones in every run. */
  Turns of(int streams) {
    return switch (this) {
      case ROUND_ROBIN -> turn -> (int) (turn % streams);
      case ZIPF -> zipf(streams);
    };
  }

  private static Turns zipf(int streams) {
    double[] upTo = new double[streams];
    Arrays.setAll(upTo, stream -> 1.0 / (stream + 1));
    Arrays.parallelPrefix(upTo, Double::sum);
    Random random = new Random(1);
    return turn -> {
      int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[streams - 1]);
      return found < 0 ? -found - 1 : found;
    };
  }

  /** Who speaks, asked once for each turn from 0 on. */
  @FunctionalInterface
  interface Turns extends Serializable {
    int stream(long turn);
  }

  /** As the command line names it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
