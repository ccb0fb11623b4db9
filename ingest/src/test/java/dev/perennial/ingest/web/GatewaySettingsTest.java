package dev.perennial.ingest.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.settings.InvalidSettingsException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GatewaySettingsTest {

  @Test
  void everyProblemIsToldAtOnceAndNoTokenIs() {
    assertThatThrownBy(
            () ->
                new GatewaySettings(
                    " ", 70_000, "secret ", 1, 1, Duration.ZERO, Duration.ofMillis(10)))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "gateway.host must not be blank: \" \"",
                        "gateway.port must be in [0, 65535]: 70000",
                        "gateway.token must be empty or have at least 16 characters: 7",
                        "gateway.token must be of visible ASCII characters: …",
                        "gateway.maxBytes must be in [1024, 268435456]: 1",
                        "gateway.maxInFlightBytes must be in [2097152, 1073741824]: 1",
                        "gateway.readTimeout must be from PT0.1S to PT10M: PT0S",
                        "gateway.timeout must be from PT1S to PT10M: PT0.01S"));
  }

  @Test
  void aTokenIsNotPartOfTheText() {
    GatewaySettings settings =
        new GatewaySettings(
            "::1",
            0,
            "0123456789abcdef",
            1024,
            2 << 20,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));

    assertThat(settings.toString()).contains("token=set").doesNotContain("0123456789abcdef");
    assertThat(GatewaySettings.DEFAULTS.toString()).contains("token=none");
  }
}
