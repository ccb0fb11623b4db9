package dev.perennial.ingest.synthetic;

import dev.perennial.schemas.random.CounterRandom;
import java.util.List;

/**
 * The rotating hyperplane of Hulten, Spencer and Domingos, "Mining time-changing data streams" (KDD
 * 2001): ten features, uniform in [0, 1]; the class is 1 where Σ w_i x_i ≥ Σ w_i / 2. A concept is
 * one set of weights, uniform in [0, 1]. After each example all weights move by {@code speed} in a
 * direction of their own, which turns around with probability 1/10, as in MOA.
 */
final class Hyperplane implements Generator {

  private static final int FEATURES = 10;
  private static final int CONCEPTS = 10;
  private static final double TURN = 0.1;

  private final double[][] weights = new double[CONCEPTS][FEATURES];
  private final double[] moved = new double[FEATURES];
  private final double[] step = new double[FEATURES];

  /**
   * Planes of a seed.
   *
   * @param speed how far a weight moves with each example, at least 0
   */
  Hyperplane(long seed, double speed) {
    CounterRandom random = CounterRandom.of(seed, "hyperplane");
    for (double[] plane : weights) {
      for (int i = 0; i < FEATURES; i++) {
        plane[i] = random.nextDouble();
      }
    }
    for (int i = 0; i < FEATURES; i++) {
      step[i] = random.nextDouble() < 0.5 ? speed : -speed;
    }
  }

  @Override
  public int features() {
    return FEATURES;
  }

  @Override
  public List<String> classNames() {
    return List.of("0", "1");
  }

  @Override
  public int concepts() {
    return CONCEPTS;
  }

  @Override
  public int draw(CounterRandom random, int concept, float[] features) {
    for (int i = 0; i < FEATURES; i++) {
      features[i] = (float) random.nextDouble();
    }
    double[] plane = new double[FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      plane[i] = weights[concept][i] + moved[i];
      moved[i] += step[i];
      step[i] = random.nextDouble() < TURN ? -step[i] : step[i];
    }
    return label(features, plane);
  }

  static int label(float[] features, double[] weights) {
    double above = 0;
    for (int i = 0; i < features.length; i++) {
      above += weights[i] * (features[i] - 0.5);
    }
    return above >= 0 ? 1 : 0;
  }
}
