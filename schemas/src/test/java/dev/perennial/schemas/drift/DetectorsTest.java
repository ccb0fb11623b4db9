package dev.perennial.schemas.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"adwin", "adwin:0.01", "page-hinkley:0.1", "page-hinkley:0.1,30", "kswin"})
  void makesDetectorsOfErrorsAndOfFeatures(String setting) {
    Detectors detectors = Detectors.parse(setting);

    assertThat(detectors.forErrors().add(1)).isFalse();
    assertThat(detectors.forFeatures(2).add(new float[] {1, 2})).isFalse();
  }

  @Test
  void knowsWhichTakeErrorsOnly() {
    assertThatThrownBy(() -> Detectors.parse("ddm").forFeatures(1))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("drift detector must take features: \"ddm\"");
    assertThat(Detectors.parse("hddm-a:0.01").takeFeatures()).isFalse();
    assertThatThrownBy(() -> Detectors.parse("ddm").forErrors().add(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ddm takes a value in [0, 1]: 3.0");
  }

  @Test
  void knowsWhichTakesFeaturesOnly() {
    assertThat(Detectors.parse("hdddm").takeErrors()).isFalse();
    assertThatThrownBy(() -> Detectors.parse("hdddm:3,50").forErrors())
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("drift detector must take errors: \"hdddm\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eddm            | drift detector must begin with one of adwin, page-hinkley, kswin, ddm, hddm-a, hdddm: \"eddm\"",
        "adwin:2         | drift detector delta must be in (0.0, 1.0): \"adwin:2\"",
        "adwin:0         | drift detector delta must be in (0.0, 1.0): \"adwin:0\"",
        "adwin:          | drift detector delta must be in (0.0, 1.0): \"adwin:\"",
        "adwin:.1,.2     | drift detector takes at most 1 numbers: \"adwin:.1,.2\"",
        "kswin:NaN       | drift detector alpha must be in (0.0, 1.0): \"kswin:NaN\"",
        "page-hinkley:1,x| drift detector lambda must be in (0.0, Infinity): \"page-hinkley:1,x\"",
        "ddm:1           | drift detector takes at most 0 numbers: \"ddm:1\"",
        "hdddm:3,8       | drift detector batch must be in (15.0, 10001.0): \"hdddm:3,8\"",
      })
  void namesTheRuleAndTheValue(String setting, String message) {
    assertThatThrownBy(() -> Detectors.parse(setting))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(message);
  }

  @Test
  void asksMoreOfEachFeatureTheMoreThereAre() {
    // Of one feature lambda is 40; of 16 it is 40 + ln 16 / (2 * .25) = 45.5, so that what lies 5
    // deviations above, less the tolerance and the running mean, takes longer to come together.
    assertThat(placeOfAJump(16)).isGreaterThan(placeOfAJump(1));
  }

  private static int placeOfAJump(int features) {
    FeatureDetector detector = Detectors.parse("page-hinkley").forFeatures(features);
    for (int i = 0; i < 200; i++) {
      detector.add(vector(features, i % 2));
    }
    for (int i = 1; ; i++) {
      if (detector.add(vector(features, 9))) {
        return i;
      }
    }
  }

  private static float[] vector(int features, float value) {
    float[] vector = new float[features];
    Arrays.fill(vector, value);
    return vector;
  }
}
