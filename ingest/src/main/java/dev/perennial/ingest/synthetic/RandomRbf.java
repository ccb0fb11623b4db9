package dev.perennial.ingest.synthetic;

import dev.perennial.schemas.random.CounterRandom;
import java.util.List;

/**
 * Radial basis functions, MOA's {@code RandomRBFGenerator} (Bifet et al., "MOA: massive online
 * analysis", JMLR 2010): an example lies near one of some centroids, drawn by their weights, in a
 * random direction, at a distance that is normal with the centroid's deviation; its class is the
 * centroid's. A concept is one set of {@value #CENTROIDS} centroids in [0, 1]^10. After each
 * example all centroids move by {@code speed} in a direction of their own and turn around at 0 and
 * 1.
 *
 * <p>Departure: ten centroids and not fifty, so that features change where the concept does.
 */
final class RandomRbf implements Generator {

  private static final int FEATURES = 10;
  private static final int CLASSES = 2;
  private static final int CONCEPTS = 10;
  private static final int CENTROIDS = 10;

  private final double speed;
  private final Centroid[][] concepts = new Centroid[CONCEPTS][CENTROIDS];

  /**
   * Centroids of a seed.
   *
   * @param speed how far a centroid moves with each example, at least 0
   */
  RandomRbf(long seed, double speed) {
    this.speed = speed;
    for (int concept = 0; concept < CONCEPTS; concept++) {
      for (int i = 0; i < CENTROIDS; i++) {
        concepts[concept][i] =
            new Centroid(CounterRandom.of(seed, "centroid", concept, i), i % CLASSES);
      }
    }
  }

  private static final class Centroid {
    private final double[] place = new double[FEATURES];
    private final double[] direction;
    private final double deviation;
    private final double weight;
    private final int label;

    Centroid(CounterRandom random, int label) {
      for (int i = 0; i < FEATURES; i++) {
        place[i] = random.nextDouble();
      }
      this.direction = direction(random);
      this.deviation = random.nextDouble();
      this.weight = random.nextDouble();
      this.label = label;
    }

    void move(double distance) {
      for (int i = 0; i < FEATURES; i++) {
        place[i] += direction[i] * distance;
        if (place[i] < 0 || place[i] > 1) {
          place[i] = Math.max(0, Math.min(1, place[i]));
          direction[i] = -direction[i];
        }
      }
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
    Centroid centroid = pick(concepts[concept], random.nextDouble());
    double[] direction = direction(random);
    double distance = gaussian(random) * centroid.deviation;
    for (int i = 0; i < FEATURES; i++) {
      features[i] = (float) (centroid.place[i] + direction[i] * distance);
    }
    if (speed > 0) {
      for (Centroid other : concepts[concept]) {
        other.move(speed);
      }
    }
    return centroid.label;
  }

  private static Centroid pick(Centroid[] centroids, double share) {
    double all = 0;
    for (Centroid centroid : centroids) {
      all += centroid.weight;
    }
    double left = share * all;
    for (Centroid centroid : centroids) {
      left -= centroid.weight;
      if (left < 0) {
        return centroid;
      }
    }
    return centroids[centroids.length - 1];
  }

  /** A vector of length 1. */
  private static double[] direction(CounterRandom random) {
    double[] direction = new double[FEATURES];
    double squares = 0;
    for (int i = 0; i < FEATURES; i++) {
      direction[i] = random.between(-1, 1);
      squares += direction[i] * direction[i];
    }
    for (int i = 0; i < FEATURES; i++) {
      direction[i] /= Math.sqrt(squares);
    }
    return direction;
  }

  /** Standard normal (Box and Muller). */
  private static double gaussian(CounterRandom random) {
    double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
