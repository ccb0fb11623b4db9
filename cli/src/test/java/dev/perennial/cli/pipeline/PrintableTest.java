package dev.perennial.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void hasNothingThatATerminalObeys() {
    assertThat(Printable.of("größe \u001b[2J\n2026 SET\r\t\u0085ok"))
        .isEqualTo("größe ?[2J?2026 SET???ok");
  }
}
