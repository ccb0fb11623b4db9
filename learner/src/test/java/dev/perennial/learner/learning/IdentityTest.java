package dev.perennial.learner.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.Learners;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityTest {

  private static final String NETWORK = "mlp:400,400";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "er; strategy network optimizer seed memory",
        // Keeps no rows, so how many it may keep is nothing to it.
        "naive; strategy network optimizer seed",
        // Keeps as many as it wants.
        "joint; strategy network optimizer seed",
        "tame; strategy network optimizer seed",
        "auto; strategy seed memoryBytes",
        "slda; strategy seed memoryBytes",
        "forest; strategy seed memoryBytes",
      })
  void hasTheKeysThatShapeTheState(String strategy, String keys) {
    assertThat(Learners.identity(recipe(strategy, 0)).keys().keySet())
        .filteredOn(key -> !key.startsWith("parts."))
        .containsExactlyInAnyOrder(keys.split(" "));
  }

  @Test
  void hasThePartsWhetherRecipeOrStrategyNamesThem() {
    Recipe recipe = recipe("er", 0).withParts(Parts.DEFAULTS.withPenalty("l2:0.5"));

    assertThat(Learners.identity(recipe).keys())
        .containsEntry("parts.penalty", "l2:0.5")
        .containsEntry("parts.update", "reservoir");
  }

  @Test
  void hasTheNetworkOfFeaturesThatAreMadeOfIt() {
    Recipe recipe = recipe("ncm", 0).withParts(Parts.DEFAULTS.withFeatures("network"));

    assertThat(Learners.identity(recipe).keys()).containsEntry("network", NETWORK);
  }

  @Test
  void knowsWhetherThereIsMomentumAndNotHowMuch() {
    Identity none = Learners.identity(recipe("er", 0));
    Identity some = Learners.identity(recipe("er", 0.5));

    assertThat(Learners.identity(recipe("er", 0.9))).isEqualTo(some);
    assertThat(none.changesTo(some)).containsExactly("optimizer was sgd, is sgd with momentum");
  }

  @Test
  void tellsEveryChange() {
    Identity before = new Identity(Map.of()).and("kept", 1).and("memory", 500).and("seed", 1);
    Identity now = new Identity(Map.of()).and("kept", 1).and("memory", 200).and("network", "cnn");

    assertThat(before.changesTo(now))
        .containsExactly(
            "memory was 500, is 200", "seed was 1, is unused", "network was unused, is cnn");
    assertThat(before.changesTo(before)).isEmpty();
  }

  @Test
  void isReadAsItWasWritten() {
    Identity identity =
        new Identity(Map.of())
            .and("parts.loss", "a = b + c")
            .and("stream", "a\rb")
            .and("empty", "");

    assertThat(Identity.parse(identity.toBytes())).isEqualTo(identity);
    assertThat(Identity.parse(new Identity(Map.of()).toBytes()).keys()).isEmpty();
  }

  @Test
  void refusesWhatWasCutOff() {
    assertThatThrownBy(() -> Identity.parse("seed=1\nmemory=50".getBytes(StandardCharsets.UTF_8)))
        .hasMessage("a saved identity ends with a line: memory=50");
  }

  @Test
  void refusesWhatWouldNotBeReadAsItWasWritten() {
    Identity identity = new Identity(Map.of());

    assertThatThrownBy(() -> identity.and("a=b", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> identity.and("a", "b\nc"))
        .hasMessage("an identity has no line feeds, and no = in a key: \"a\", \"b\nc\"");
  }

  private static Recipe recipe(String strategy, double momentum) {
    return new Recipe(strategy, NETWORK, 500, 10, 10, 1, "sgd", 0.05, momentum, 0, 1);
  }
}
