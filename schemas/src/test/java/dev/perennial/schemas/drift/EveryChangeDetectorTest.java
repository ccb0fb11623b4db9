package dev.perennial.schemas.drift;

import org.junit.jupiter.api.Nested;

/** The contract, for every kind there is. */
class EveryChangeDetectorTest {

  @Nested
  class AdwinOfErrors extends ChangeDetectorContract {
    @Override
    ChangeDetector fresh() {
      return Detectors.parse("adwin").forErrors();
    }
  }

  @Nested
  class AdwinOfNumbers extends ChangeDetectorContract {
    @Override
    ChangeDetector fresh() {
      return Adwin.ofNumbers(0.02, 0.002, Direction.BOTH);
    }
  }

  @Nested
  class PageHinkleyUp extends ChangeDetectorContract {
    @Override
    ChangeDetector fresh() {
      return Detectors.parse("page-hinkley").forErrors();
    }
  }

  @Nested
  class PageHinkleyBoth extends ChangeDetectorContract {
    @Override
    ChangeDetector fresh() {
      return new PageHinkley(0.05, 25, Direction.BOTH);
    }
  }

  @Nested
  class DriftDetectionMethod extends ChangeDetectorContract {
    @Override
    ChangeDetector fresh() {
      return Detectors.parse("ddm").forErrors();
    }
  }

  @Nested
  class KolmogorovSmirnov extends ChangeDetectorContract {
    @Override
    ChangeDetector fresh() {
      return Detectors.parse("kswin").forErrors();
    }
  }

  @Nested
  class HoeffdingUp extends ChangeDetectorContract {
    @Override
    ChangeDetector fresh() {
      return Detectors.parse("hddm-a").forErrors();
    }
  }

  @Nested
  class HoeffdingBoth extends ChangeDetectorContract {
    @Override
    ChangeDetector fresh() {
      return new HddmA(0.001, 0.005, Direction.BOTH);
    }
  }
}
