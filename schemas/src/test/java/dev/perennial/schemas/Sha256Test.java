package dev.perennial.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sha256Test {

  /** The example of FIPS 180-2, appendix B.1. */
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private final byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);

  @Test
  void givesTheStandardsExample() {
    assertThat(Sha256.hex(abc)).isEqualTo(OF_ABC);
    assertThat(Sha256.of(abc)).isEqualTo(HexFormat.of().parseHex(OF_ABC));
  }
}
