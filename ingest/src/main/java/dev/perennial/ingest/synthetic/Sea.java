package dev.perennial.ingest.synthetic;

import dev.perennial.schemas.random.CounterRandom;
import java.util.List;

/**
 * SEA of Street and Kim, "A streaming ensemble algorithm (SEA) for large-scale classification" (KDD
 * 2001): three features, uniform in [0, 10]; the class is 1 where x1 + x2 ≤ θ, and x3 says nothing.
 * Their four concepts, in their order, are θ = 8, 9, 7, 9.5.
 */
final class Sea implements Generator {

  private static final double[] THRESHOLDS = {8, 9, 7, 9.5};

  @Override
  public int features() {
    return 3;
  }

  @Override
  public List<String> classNames() {
    return List.of("0", "1");
  }

  @Override
  public int concepts() {
    return THRESHOLDS.length;
  }

  @Override
  public int draw(CounterRandom random, int concept, float[] features) {
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.between(0, 10);
    }
    return label(features[0], features[1], concept);
  }

  static int label(float first, float second, int concept) {
    return first + second <= THRESHOLDS[concept] ? 1 : 0;
  }
}
