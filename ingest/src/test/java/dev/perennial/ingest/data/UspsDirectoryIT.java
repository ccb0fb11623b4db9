package dev.perennial.ingest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.ElementType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UspsDirectoryIT {

  @TempDir Path directory;

  @BeforeEach
  void writeTwoAndOne() throws IOException {
    write("zip.train.gz", line("6.0000", "-1.0000", "0.297") + line("2.0000", "1.0", "-0.25"));
    write("zip.test.gz", line("9", "0.5", "0"));
  }

  private void write(String name, String text) throws IOException {
    DataFileWriter.write(directory.resolve(name), text.getBytes(StandardCharsets.US_ASCII));
  }

  /** An image whose first pixel is one value and whose other 255 are another. */
  private static String line(String label, String first, String others) {
    return label + " " + first + (" " + others).repeat(255) + " \n";
  }

  @Test
  void readsDigitsAndPixelsAsTheyAreWritten() throws IOException {
    DataSet data = new UspsDirectory(directory).load();

    assertThat(data.shape()).containsExactly(16, 16);
    assertThat(data.elementType()).isEqualTo(ElementType.FLOAT32);
    assertThat(data.classNames()).hasSize(10).startsWith("0", "1");
    assertThat(data.training().size()).isEqualTo(2);
    assertThat(data.training().label(0)).isEqualTo(6);
    assertThat(data.training().label(1)).isEqualTo(2);
    float[] second = new float[256];
    data.training().features(1).asFloatBuffer().get(second);
    assertThat(second).startsWith(1f, -0.25f).endsWith(-0.25f);
    assertThat(data.holdout().size()).isEqualTo(1);
    assertThat(data.holdout().label(0)).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10  | 0   | line 1 must begin with a digit: 10",
        "1.5 | 0   | line 1 must begin with a digit: 1.5",
        "1   | 1.1 | line 1 must have values in [-1, 1]: 1.1",
        "1   | x   | line 1 must have finite numbers: x",
        "1   | 0 0 | line 1 must have 257 numbers: 512",
      })
  void namesTheLineThatBreaksARule(String label, String pixel, String message) throws IOException {
    write("zip.train.gz", line(label, "0", pixel));

    assertThatThrownBy(() -> new UspsDirectory(directory).load())
        .isInstanceOf(IOException.class)
        .hasMessage(directory.resolve("zip.train.gz") + " " + message);
  }
}
