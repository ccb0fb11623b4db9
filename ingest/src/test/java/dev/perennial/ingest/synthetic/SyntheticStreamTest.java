package dev.perennial.ingest.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.ingest.synthetic.SyntheticSettings.Kind;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticStreamTest {

  @Test
  void changesTheConceptRightWhereItIsSaidTo() {
    SyntheticStream stream =
        SyntheticSettings.parse(Kind.SEA, "records=300,concepts=2/3/0,at=100/250").open();
    for (int i = 0; i < 300; i++) {
      stream.next(new float[3]);
      assertThat(stream.concept()).isEqualTo(List.of(2, 3, 3, 3, 0).get(Math.max(0, i - 50) / 50));
    }
  }

  @Test
  void drawsTheNextConceptMoreAndMoreOftenWhereAChangeIsGradual() {
    DriftPlan plan = new DriftPlan(List.of(0, 1), List.of(1_000), 200);

    // 1 / (1 + exp(-4 (i - 1000) / 200)): a half at the place, .119 at 900, .982 at 1,200.
    assertThat(plan.conceptOf(1_000, 0.499)).isEqualTo(1);
    assertThat(plan.conceptOf(1_000, 0.501)).isZero();
    assertThat(plan.conceptOf(900, 0.119)).isEqualTo(1);
    assertThat(plan.conceptOf(900, 0.120)).isZero();
    assertThat(plan.conceptOf(1_200, 0.982)).isEqualTo(1);
    assertThat(plan.conceptOf(1_200, 0.983)).isZero();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void givesTheSameExamplesForTheSameSettings(Kind kind) {
    SyntheticSettings settings = SyntheticSettings.parse(kind, "seed=3,width=50");
    SyntheticStream one = settings.open();
    SyntheticStream other = settings.open();
    SyntheticStream another = SyntheticSettings.parse(kind, "seed=4,width=50").open();
    int different = 0;
    for (int i = 0; i < 200; i++) {
      float[] features = new float[one.features()];
      float[] same = new float[one.features()];
      float[] others = new float[one.features()];
      assertThat(other.next(same)).isEqualTo(one.next(features));
      assertThat(same).containsExactly(features);
      another.next(others);
      different += Arrays.equals(others, features) ? 0 : 1;
    }

    assertThat(different).isGreaterThan(100);
  }

  @Test
  void givesANoisyLabelAsOftenAsItIsSaidTo() {
    SyntheticStream clean = SyntheticSettings.parse(Kind.STAGGER, "concepts=0").open();
    SyntheticStream noisy = SyntheticSettings.parse(Kind.STAGGER, "concepts=0,noise=0.2").open();
    int flipped = 0;
    for (int i = 0; i < 10_000; i++) {
      int label = clean.next(new float[9]);
      flipped += noisy.next(new float[9]) == label ? 0 : 1;
    }

    // 2,000 give or take sqrt(10,000 * .2 * .8) = 40.
    assertThat(flipped / 10_000.0).isCloseTo(0.2, within(0.016));
  }

  @Test
  void takesAllConceptsEvenlyUnlessSaidOtherwise() {
    SyntheticSettings settings = SyntheticSettings.parse(Kind.SEA, "");

    assertThat(settings.records()).isEqualTo(40_000);
    assertThat(settings.concepts()).containsExactly(0, 1, 2, 3);
    assertThat(settings.at()).containsExactly(10_000, 20_000, 30_000);
    assertThat(settings.noise()).isEqualTo(0.1);
    assertThat(settings.width()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "records=0     | data sea records must be in [1, 5000000]: \"0\"",
        "records=ten   | data sea records must be a number: \"ten\"",
        "noise=2       | data sea noise must be in [0, 1]: \"2.0\"",
        "speed=0.1     | data sea speed must be left out: \"0.1\"",
        "width=-1      | data sea width must not be negative: \"-1\"",
        "concepts=4,at=1| data sea every concept must be in [0, 4): \"[4]\"",
        "at=5          | data sea at must name a place for each change: \"[5]\"",
        "at=9/5/7      | data sea at must ascend in (0, 40000): \"[9, 5, 7]\"",
        "hue=3         | data sea must have no such key: \"hue\"",
        "seed          | data sea must have the form key=value: \"seed\"",
      })
  void namesTheRuleAndTheValue(String argument, String message) {
    assertThatThrownBy(() -> SyntheticSettings.parse(Kind.SEA, argument))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(message);
  }
}
