package dev.perennial.learner.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecTest {

  @Test
  void readsAnIdAndItsNumbers() {
    assertThat(Spec.parse("reptile:10,0.5")).isEqualTo(new Spec("reptile", List.of(10.0, 0.5)));
    assertThat(Spec.parse(" none ")).isEqualTo(new Spec("none", List.of()));
    assertThat(Spec.parse("clip:1e-3").number(0, 7)).isEqualTo(0.001);
    assertThat(Spec.parse("clip").number(0, 7)).isEqualTo(7);
  }

  @Test
  void readsASum() {
    assertThat(Spec.parseSum("asymmetric + replay:0.5"))
        .containsExactly(new Spec("asymmetric", List.of()), new Spec("replay", List.of(0.5)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Ewc", "ewc:", "ewc:1,", "ewc 1", "a + b", "ewc:x"})
  void refusesAnotherForm(String text) {
    assertThatThrownBy(() -> Spec.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("must be id or id:number,number: \"" + text + '"');
  }

  @ParameterizedTest
  @CsvSource({"1e999, Infinity", "--, none", "1.2.3, none"})
  void refusesWhatIsNoFiniteNumber(String number, String ignored) {
    assertThatThrownBy(() -> Spec.parse("ewc:" + number))
        .hasMessage("\"%s\" is not a number: \"ewc:%s\"".formatted(number, number));
  }

  @Test
  void aCatalogueNamesWhatItHas() {
    Catalogue<String> fruit =
        Catalogue.<String>of("fruit")
            .with("apple", spec -> "apple")
            .with("pear:SIZE,AGE", spec -> "pear of " + spec.number(0, 3));

    assertThat(fruit.part("pear:4")).isEqualTo("pear of 4.0");
    assertThat(fruit.forms()).containsExactly("apple", "pear:SIZE,AGE");
    assertThatThrownBy(() -> fruit.part("plum"))
        .hasMessage("fruit must be one of apple, pear:SIZE,AGE: plum");
    assertThatThrownBy(() -> fruit.part("apple:1"))
        .hasMessage("fruit apple takes at most 0 numbers: apple:1.0");
  }

  @Test
  void aStatedPartReplacesThePresets() {
    Parts preset = Parts.ofLoss("cross-entropy + replay").withUpdate("reservoir");

    assertThat(Parts.DEFAULTS.over(preset)).isEqualTo(preset);
    assertThat(Parts.DEFAULTS.withPenalty("l2:2").over(preset))
        .isEqualTo(preset.withPenalty("l2:2"));
  }
}
