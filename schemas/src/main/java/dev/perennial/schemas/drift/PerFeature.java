package dev.perennial.schemas.drift;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A detector a feature; the vectors have changed where one of them says so, and then all begin
 * anew. Whoever makes them divides the confidence by the number of features (Bonferroni), so that
 * all together err as often as one would alone.
 *
 * <p>The first {@value #FIRST} vectors only say what scale each feature has; detectors see {@link
 * Scales}, through a curve from the reals to [0, 1] where they ask for that.
 */
final class PerFeature implements FeatureDetector {

  private static final int FIRST = 100;

  /** What a detector is given. */
  enum Unit {
    /** How many deviations from the mean: z. */
    DEVIATIONS {
      @Override
      double of(double z) {
        return z;
      }
    },
    /** (1 + z / (1 + |z|)) / 2, which is in (0, 1) and 1/2 at the mean. */
    SHARE {
      @Override
      double of(double z) {
        return (1 + z / (1 + Math.abs(z))) / 2;
      }
    };

    abstract double of(double z);
  }

  private final IntFunction<ChangeDetector> fresh;
  private final Unit unit;
  private final int features;
  private Scales scales;
  private List<ChangeDetector> detectors;

  /**
   * Detectors that have seen nothing.
   *
   * @param features how many a vector has, at least 1
   * @param fresh makes the detector of a feature
   */
  PerFeature(int features, Unit unit, IntFunction<ChangeDetector> fresh) {
    this.fresh = fresh;
    this.unit = unit;
    this.features = features;
    this.scales = new Scales(features, FIRST);
    this.detectors = detectors();
  }

  private List<ChangeDetector> detectors() {
    List<ChangeDetector> made = new ArrayList<>(features);
    for (int i = 0; i < features; i++) {
      made.add(fresh.apply(i));
    }
    return made;
  }

  @Override
  public boolean add(float[] vector) {
    Values.count(features, vector);
    if (!scales.areKnown()) {
      scales.learn(vector);
      return false;
    }
    boolean changed = false;
    for (int i = 0; i < features; i++) {
      changed |= detectors.get(i).add(unit.of(scales.of(i, vector[i])));
    }
    if (changed) {
      scales = new Scales(features, FIRST);
      detectors = detectors();
    }
    return changed;
  }

  @Override
  public int sizeBytes() {
    return scales.sizeBytes() + detectors.stream().mapToInt(ChangeDetector::sizeBytes).sum();
  }

  @Override
  public void encode(ByteBuffer to) {
    scales.encode(to);
    detectors.forEach(detector -> detector.encode(to));
  }

  @Override
  public void decode(ByteBuffer from) {
    scales.decode(from);
    detectors = detectors();
    detectors.forEach(detector -> detector.decode(from));
  }
}
