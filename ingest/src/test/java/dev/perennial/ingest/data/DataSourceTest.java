package dev.perennial.ingest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.settings.InvalidSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSourceTest {

  @Test
  void takesGlyphsWithAndWithoutASeed() {
    assertThat(DataSource.parse("glyphs")).isEqualTo(new Glyphs(1));
    assertThat(DataSource.parse("glyphs:-42")).isEqualTo(new Glyphs(-42));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mnist        | data must be glyphs, glyphs:SEED, idx:DIR, cifar:DIR, usps:DIR or csv:FILE: \"mnist\"",
        "''           | data must be glyphs, glyphs:SEED, idx:DIR, cifar:DIR, usps:DIR or csv:FILE: \"\"",
        "glyphs:      | data must name a whole number after glyphs: \"glyphs:\"",
        "glyphs:one   | data must name a whole number after glyphs: \"glyphs:one\"",
        "idx          | data must name a directory that exists: \"idx\"",
        "idx:/no/such | data must name a directory that exists: \"idx:/no/such\"",
        "cifar:       | data must name a directory that exists: \"cifar:\"",
        "csv:/no.csv  | data must name a file that exists: \"csv:/no.csv\"",
      })
  void refusesWhatNamesNoData(String spec, String message) {
    assertThatThrownBy(() -> DataSource.parse(spec))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "glyphs, glyphs",
    "glyphs:7, glyphs",
    "idx:shared/mnist, mnist",
    "csv:x/electricity.csv.gz, electricity"
  })
  void namesDataByItsFileOrDirectory(String spec, String name) {
    assertThat(DataSource.nameOf(spec)).isEqualTo(name);
  }
}
