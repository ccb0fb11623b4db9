package dev.perennial.ingest.data;

import static dev.perennial.ingest.data.DataFileWriter.bytes;
import static dev.perennial.ingest.data.DataFileWriter.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxDirectoryIT {

  @TempDir private Path directory;

  /** Two training images of 1 x 3 and one test image: magic 2051, count, height, width, pixels. */
  @BeforeEach
  void writeFourFiles() throws IOException {
    write(
        directory.resolve("train-images-idx3-ubyte"),
        bytes(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 10, 20, 30, 40, 50, 255));
    write(directory.resolve("train-labels-idx1-ubyte.gz"), bytes(0, 0, 8, 1, 0, 0, 0, 2, 3, 0));
    write(
        directory.resolve("t10k-images-idx3-ubyte.gz"),
        bytes(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 3, 7, 8, 9));
    write(directory.resolve("t10k-labels-idx1-ubyte"), bytes(0, 0, 8, 1, 0, 0, 0, 1, 4));
  }

  @Test
  void readsPlainAndCompressedFiles() throws IOException {
    DataSet data = DataSource.parse("idx:" + directory).load();

    assertThat(data.shape()).containsExactly(1, 3);
    assertThat(data.elementType()).isEqualTo(ElementType.UINT8);
    assertThat(data.classNames()).containsExactly("0", "1", "2", "3", "4");
    assertThat(data.training().size()).isEqualTo(2);
    assertThat(data.training().label(0)).isEqualTo(3);
    assertThat(data.training().label(1)).isZero();
    assertThat(data.training().features(0)).isEqualTo(buffer(10, 20, 30));
    assertThat(data.training().features(1)).isEqualTo(buffer(40, 50, 255));
    assertThat(data.holdout().size()).isEqualTo(1);
    assertThat(data.holdout().label(0)).isEqualTo(4);
    assertThat(data.holdout().features(0)).isEqualTo(buffer(7, 8, 9));
  }

  @Test
  void namesTheFileThatIsMissing() throws IOException {
    Files.delete(directory.resolve("t10k-labels-idx1-ubyte"));

    assertFails(directory + " must hold t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz");
  }

  @Test
  void refusesAnotherMagicNumber() throws IOException {
    Path labels = write(directory.resolve("t10k-labels-idx1-ubyte"), bytes(0, 0, 8, 3, 0, 0, 0, 1));

    assertFails(labels + " must begin with the number 2049: 2051");
  }

  @Test
  void refusesImagesWithoutLabels() throws IOException {
    Path labels =
        write(directory.resolve("t10k-labels-idx1-ubyte"), bytes(0, 0, 8, 1, 0, 0, 0, 2, 1, 1));

    assertFails(labels + " must have a label for each of 1 images: 2");
  }

  @Test
  void refusesAFileThatEndsEarly() throws IOException {
    Path images =
        write(
            directory.resolve("t10k-images-idx3-ubyte.gz"),
            bytes(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 3, 7, 8));

    assertFails(images + " must have 3 bytes after its header: 2");
  }

  @Test
  void refusesAHeaderThatEndsEarly() throws IOException {
    write(directory.resolve("train-images-idx3-ubyte"), bytes(0, 0, 8, 3, 0, 0));

    assertFails(directory + ": a train file ends early");
  }

  @Test
  void refusesTestImagesOfAnotherSize() throws IOException {
    write(
        directory.resolve("t10k-images-idx3-ubyte.gz"),
        bytes(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 7, 8));

    assertFails(directory + " must have images of one size: training [1, 3], test [2, 1]");
  }

  @Test
  void refusesWhatIsNamedGzAndIsNot() throws IOException {
    Path images = directory.resolve("t10k-images-idx3-ubyte.gz");
    Files.write(images, bytes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));

    assertFails(images + " must be gzip: Not in GZIP format");
  }

  private void assertFails(String message) {
    assertThatThrownBy(() -> new IdxDirectory(directory).load())
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  private static ByteBuffer buffer(int... unsigned) {
    return ByteBuffer.wrap(bytes(unsigned));
  }
}
