package dev.perennial.ingest.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The four files of MNIST and its like: big-endian headers, then one byte an element. The {@code
 * t10k} files are the hold-out. Classes are named by their number.
 */
record IdxDirectory(Path directory) implements DataSource {

  private static final int IMAGES = 0x0803;
  private static final int LABELS = 0x0801;

  // Arrays of exactly Integer.MAX_VALUE elements do not exist on common virtual machines.
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  @Override
  public DataSet load() throws IOException {
    Part training = read("train");
    Part holdout = read("t10k");
    if (!holdout.shape.equals(training.shape)) {
      throw new IOException(
          "%s must have images of one size: training %s, test %s"
              .formatted(directory, training.shape, holdout.shape));
    }
    int classes = Math.max(training.classes(), holdout.classes());
    return DataSet.ofImages(
        training.shape,
        IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
        training.examples,
        holdout.examples);
  }

  private record Part(List<Integer> shape, Examples examples) {
    int classes() {
      return IntStream.range(0, examples.size()).map(examples::label).max().orElse(-1) + 1;
    }
  }

  private Part read(String prefix) throws IOException {
    DataFile images = DataFile.in(directory, prefix + "-images-idx3-ubyte");
    DataFile labels = DataFile.in(directory, prefix + "-labels-idx1-ubyte");
    try (DataInputStream pixels = new DataInputStream(images.open());
        DataInputStream classes = new DataInputStream(labels.open())) {
      requireMagic(images, pixels, IMAGES);
      requireMagic(labels, classes, LABELS);
      int count = pixels.readInt();
      int height = pixels.readInt();
      int width = pixels.readInt();
      if (count < 0 || height < 1 || width < 1 || (long) count * height * width > MAX_BYTES) {
        throw images.malformed(
            "must have at most 2 GiB of images", count + " of " + height + " x " + width);
      }
      int labelCount = classes.readInt();
      if (labelCount != count) {
        throw labels.malformed("must have a label for each of " + count + " images", labelCount);
      }
      byte[] pixelBytes = readFully(images, pixels, count * height * width);
      byte[] labelBytes = readFully(labels, classes, count);
      return new Part(
          List.of(height, width), new ByteExamples(height * width, pixelBytes, labelBytes));
    } catch (EOFException e) {
      throw new IOException("%s: a %s file ends early".formatted(directory, prefix), e);
    }
  }

  private static void requireMagic(DataFile file, DataInputStream in, int magic)
      throws IOException {
    int found = in.readInt();
    if (found != magic) {
      throw file.malformed("must begin with the number " + magic, found);
    }
  }

  private static byte[] readFully(DataFile file, DataInputStream in, int length)
      throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw file.malformed("must have " + length + " bytes after its header", bytes.length);
    }
    return bytes;
  }
}
