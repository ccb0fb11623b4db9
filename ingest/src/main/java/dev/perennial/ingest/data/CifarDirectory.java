package dev.perennial.ingest.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The binary version of CIFAR-10: records of a label and 3072 bytes, red, green and blue planes of
 * 32 x 32. Every {@code data_batch_N} there is, in order of N, is training data, {@code test_batch}
 * the hold-out.
 */
record CifarDirectory(Path directory) implements DataSource {

  private static final List<Integer> SHAPE = List.of(3, 32, 32);
  private static final int IMAGE_BYTES = 3 * 32 * 32;
  private static final int CLASSES = 10;
  private static final int MAX_BATCHES = 5;

  @Override
  public DataSet load() throws IOException {
    List<DataFile> batches = new ArrayList<>();
    for (int i = 1; i <= MAX_BATCHES; i++) {
      if (DataFile.exists(directory, batch(i))) {
        batches.add(DataFile.in(directory, batch(i)));
      }
    }
    if (batches.isEmpty()) {
      batches.add(DataFile.in(directory, batch(1)));
    }
    return DataSet.ofImages(
        SHAPE,
        classNames(),
        read(batches),
        read(List.of(DataFile.in(directory, "test_batch.bin"))));
  }

  private static String batch(int number) {
    return "data_batch_%d.bin".formatted(number);
  }

  private List<String> classNames() throws IOException {
    Path names = directory.resolve("batches.meta.txt");
    if (!Files.isRegularFile(names)) {
      return IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    }
    List<String> lines = Files.readAllLines(names).stream().filter(l -> !l.isBlank()).toList();
    if (lines.size() != CLASSES) {
      throw new DataFile(names).malformed("must name 10 classes", lines.size());
    }
    return lines;
  }

  private static Examples read(List<DataFile> files) throws IOException {
    byte[] pixels = new byte[0];
    byte[] labels = new byte[0];
    for (DataFile file : files) {
      byte[] records;
      try (InputStream in = file.open()) {
        records = in.readAllBytes();
      } catch (EOFException e) {
        throw file.malformed("must be readable to its end", e.getMessage());
      }
      if (records.length % (1 + IMAGE_BYTES) != 0) {
        throw file.malformed(
            "must have records of " + (1 + IMAGE_BYTES) + " bytes", records.length);
      }
      int first = labels.length;
      labels = Arrays.copyOf(labels, first + records.length / (1 + IMAGE_BYTES));
      pixels = Arrays.copyOf(pixels, labels.length * IMAGE_BYTES);
      for (int i = first, at = 0; i < labels.length; i++, at += 1 + IMAGE_BYTES) {
        if (records[at] < 0 || records[at] >= CLASSES) {
          throw file.malformed("must have labels in [0, 10)", records[at] & 0xff);
        }
        labels[i] = records[at];
        System.arraycopy(records, at + 1, pixels, i * IMAGE_BYTES, IMAGE_BYTES);
      }
    }
    return new ByteExamples(IMAGE_BYTES, pixels, labels);
  }
}
