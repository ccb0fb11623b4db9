package dev.perennial.ingest.data;

import static dev.perennial.ingest.data.DataFileWriter.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarDirectoryIT {

  @TempDir private Path directory;

  @BeforeEach
  void writeBatches() throws IOException {
    write(directory.resolve("data_batch_1.bin.gz"), records(3, 9));
    write(directory.resolve("data_batch_4.bin"), records(0));
    write(directory.resolve("test_batch.bin"), records(5));
  }

  @Test
  void readsTheBatchesThereAreInOrder() throws IOException {
    DataSet data = DataSource.parse("cifar:" + directory).load();

    assertThat(data.shape()).containsExactly(3, 32, 32);
    assertThat(data.isImages()).isTrue();
    assertThat(data.classNames()).hasSize(10).startsWith("0", "1");
    assertThat(data.training().size()).isEqualTo(3);
    assertThat(data.holdout().size()).isEqualTo(1);
    // A record of label n is n + 1 in each red pixel, n + 2 in green and n + 3 in blue.
    assertThat(data.training().label(1)).isEqualTo(9);
    assertThat(data.training().features(1).remaining()).isEqualTo(3072);
    assertThat(data.training().features(1).get(0)).isEqualTo((byte) 10);
    assertThat(data.training().features(1).get(1024)).isEqualTo((byte) 11);
    assertThat(data.training().features(1).get(3071)).isEqualTo((byte) 12);
    assertThat(data.training().label(2)).isZero();
    assertThat(data.training().features(2).get(0)).isEqualTo((byte) 1);
    assertThat(data.holdout().label(0)).isEqualTo(5);
  }

  @Test
  void takesTheNamesOfTheClassesFromTheirFile() throws IOException {
    write(
        directory.resolve("batches.meta.txt"),
        "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n".getBytes(StandardCharsets.UTF_8));

    assertThat(new CifarDirectory(directory).load().classNames())
        .containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
  }

  @Test
  void refusesPartOfARecord() throws IOException {
    Path batch = write(directory.resolve("data_batch_4.bin"), Arrays.copyOf(records(0), 3000));

    assertFails(batch + " must have records of 3073 bytes: 3000");
  }

  @Test
  void refusesALabelAboveNine() throws IOException {
    Path batch = write(directory.resolve("data_batch_4.bin"), records(200));

    assertFails(batch + " must have labels in [0, 10): 200");
  }

  @Test
  void namesTheFileThatIsMissing(@TempDir Path empty) {
    assertThatThrownBy(() -> new CifarDirectory(empty).load())
        .isInstanceOf(IOException.class)
        .hasMessage(empty + " must hold data_batch_1.bin or data_batch_1.bin.gz");
  }

  private void assertFails(String message) {
    assertThatThrownBy(() -> new CifarDirectory(directory).load())
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  private static byte[] records(int... labels) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int label : labels) {
      out.write(label);
      for (int i = 0; i < 3072; i++) {
        out.write(label + 1 + i / 1024);
      }
    }
    return out.toByteArray();
  }
}
