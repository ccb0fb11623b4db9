package dev.perennial.schemas.drift;

import org.junit.jupiter.api.Nested;

/** The contract, for every kind there is. */
class EveryFeatureDetectorTest {

  @Nested
  class AdwinAFeature extends FeatureDetectorContract {
    @Override
    FeatureDetector fresh() {
      return Detectors.parse("adwin").forFeatures(4);
    }
  }

  @Nested
  class PageHinkleyAFeature extends FeatureDetectorContract {
    @Override
    FeatureDetector fresh() {
      return Detectors.parse("page-hinkley").forFeatures(4);
    }
  }

  @Nested
  class KolmogorovSmirnovAFeature extends FeatureDetectorContract {
    @Override
    FeatureDetector fresh() {
      return Detectors.parse("kswin").forFeatures(4);
    }
  }

  @Nested
  class Hellinger extends FeatureDetectorContract {
    @Override
    FeatureDetector fresh() {
      return Detectors.parse("hdddm").forFeatures(4);
    }
  }
}
