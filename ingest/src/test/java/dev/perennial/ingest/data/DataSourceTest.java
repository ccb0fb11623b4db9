package dev.perennial.ingest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSourceTest {

  @Test
  void takesGlyphsWithAndWithoutASeed() {
    assertThat(DataSource.parse("glyphs")).isEqualTo(new Glyphs(1));
    assertThat(DataSource.parse("glyphs:-42")).isEqualTo(new Glyphs(-42));
  }

  @Test
  void drawsSyntheticStreamsWithoutTellingTheirConcepts() throws IOException {
    DataSet data = DataSource.parse("stagger:records=30,concepts=0/2,at=20").load();

    assertThat(data.shape()).containsExactly(9);
    assertThat(data.taskNames()).isEmpty();
    assertThat(data.training().size()).isEqualTo(30);
    assertThat(data.holdout().size()).isZero();
    // From 20 on whatever is not small is yes, and small stands in the first feature.
    for (int i = 20; i < 30; i++) {
      assertThat(data.training().label(i))
          .isEqualTo(1 - (int) data.training().features(i).getFloat(0));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mnist        | data must be glyphs, glyphs:SEED, idx:DIR, cifar:DIR, usps:DIR, csv, tsv, jsonl, arff, avro or parquet and :FILE, or sea, hyperplane, rbf, led, stagger or agrawal: \"mnist\"",
        "''           | data must be glyphs, glyphs:SEED, idx:DIR, cifar:DIR, usps:DIR, csv, tsv, jsonl, arff, avro or parquet and :FILE, or sea, hyperplane, rbf, led, stagger or agrawal: \"\"",
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
    "sea, sea",
    "'rbf:seed=2,records=10', rbf",
    "idx:shared/mnist, mnist",
    "csv:x/electricity.csv.gz, electricity"
  })
  void namesDataByItsFileOrDirectory(String spec, String name) {
    assertThat(DataSource.nameOf(spec)).isEqualTo(name);
  }
}
