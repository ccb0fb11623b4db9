package dev.perennial.ingest.synthetic;

import dev.perennial.schemas.random.CounterRandom;
import java.util.List;

/**
 * STAGGER of Schlimmer and Granger, "Incremental learning from noisy data" (Machine Learning 1986):
 * things of a size (small, medium, large), a color (red, green, blue) and a shape (square,
 * circular, triangular), each uniform and each three features, one-hot. Their concepts, in their
 * order: small and red; green or circular; medium or large.
 */
final class Stagger implements Generator {

  static final int SMALL = 0;
  static final int RED = 0;
  static final int GREEN = 1;
  static final int CIRCULAR = 1;
  private static final int VALUES = 3;
  private static final int ATTRIBUTES = 3;

  @Override
  public int features() {
    return ATTRIBUTES * VALUES;
  }

  @Override
  public List<String> classNames() {
    return List.of("no", "yes");
  }

  @Override
  public int concepts() {
    return 3;
  }

  @Override
  public int draw(CounterRandom random, int concept, float[] features) {
    int[] values = new int[ATTRIBUTES];
    for (int i = 0; i < ATTRIBUTES; i++) {
      values[i] = random.nextInt(VALUES);
      for (int value = 0; value < VALUES; value++) {
        features[i * VALUES + value] = value == values[i] ? 1 : 0;
      }
    }
    return holds(values[0], values[1], values[2], concept) ? 1 : 0;
  }

  static boolean holds(int size, int color, int shape, int concept) {
    return switch (concept) {
      case 0 -> size == SMALL && color == RED;
      case 1 -> color == GREEN || shape == CIRCULAR;
      default -> size != SMALL;
    };
  }
}
