package dev.perennial.ingest.synthetic;

import dev.perennial.schemas.random.CounterRandom;
import java.util.List;

/**
 * The display of seven segments of Breiman et al., "Classification and regression trees" (1984),
 * with 17 more features that say nothing: each of the segments of a digit is inverted with the
 * probability {@code noise}. Under concept c the first c segments have changed places with the
 * first c of the others, as in MOA's {@code LEDGeneratorDrift}.
 */
final class Led implements Generator {

  private static final int SEGMENTS = 7;
  private static final int FEATURES = 24;
  // Top, upper left, upper right, middle, lower left, lower right, bottom.
  private static final String[] DIGITS = {
    "1110111", "0010010", "1011101", "1011011", "0111010",
    "1101011", "1101111", "1010010", "1111111", "1111011"
  };

  private final double noise;

  /**
   * A display.
   *
   * @param noise how likely a segment is wrong, in [0, 1]
   */
  Led(double noise) {
    this.noise = noise;
  }

  @Override
  public int features() {
    return FEATURES;
  }

  @Override
  public List<String> classNames() {
    return List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  }

  @Override
  public int concepts() {
    return SEGMENTS + 1;
  }

  @Override
  public int draw(CounterRandom random, int concept, float[] features) {
    int digit = random.nextInt(DIGITS.length);
    for (int i = 0; i < FEATURES; i++) {
      int place = place(i, concept);
      if (i < SEGMENTS) {
        int segment = DIGITS[digit].charAt(i) - '0';
        features[place] = random.nextDouble() < noise ? 1 - segment : segment;
      } else {
        features[place] = random.nextInt(2);
      }
    }
    return digit;
  }

  /** Where a feature is under a concept. */
  static int place(int feature, int concept) {
    if (feature < concept) {
      return feature + SEGMENTS;
    }
    boolean isDisplaced = feature >= SEGMENTS && feature - SEGMENTS < concept;
    return isDisplaced ? feature - SEGMENTS : feature;
  }
}
