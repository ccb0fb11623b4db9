package dev.perennial.ingest.data;

import dev.perennial.schemas.ElementType;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.IntStream;

/**
 * The scanned ZIP code digits of Le Cun et al. (1990) as Hastie, Tibshirani and Friedman publish
 * them: a line an image, its digit and then 256 grey values in [-1, 1], row by row. {@code
 * zip.train} is training data, {@code zip.test} the hold-out. The values are more than a byte
 * tells, so an example is FLOAT32.
 */
record UspsDirectory(Path directory) implements DataSource {

  private static final List<Integer> SHAPE = List.of(16, 16);
  private static final int PIXELS = 16 * 16;
  private static final int CLASSES = 10;
  private static final int FIRST_LINES = 1024;

  @Override
  public DataSet load() throws IOException {
    return new DataSet(
        SHAPE,
        ElementType.FLOAT32,
        IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList(),
        List.of(),
        read("zip.train"),
        read("zip.test"));
  }

  private Examples read(String name) throws IOException {
    DataFile file = DataFile.in(directory, name);
    float[] pixels = new float[FIRST_LINES * PIXELS];
    int[] labels = new int[FIRST_LINES];
    int rows = 0;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(file.open(), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (rows == labels.length) {
          labels = Arrays.copyOf(labels, 2 * rows);
          pixels = Arrays.copyOf(pixels, Math.multiplyExact(2, pixels.length));
        }
        StringTokenizer words = new StringTokenizer(line);
        if (words.countTokens() != 1 + PIXELS) {
          throw file.malformed(
              "line %d must have %d numbers".formatted(rows + 1, 1 + PIXELS), words.countTokens());
        }
        labels[rows] = label(file, rows + 1, words.nextToken());
        for (int i = rows * PIXELS; i < (rows + 1) * PIXELS; i++) {
          pixels[i] = pixel(file, rows + 1, words.nextToken());
        }
        rows++;
      }
    } catch (EOFException e) {
      throw file.malformed("must be readable to its end", e.getMessage());
    }
    return new FloatExamples(
        PIXELS, Arrays.copyOf(pixels, rows * PIXELS), Arrays.copyOf(labels, rows));
  }

  /** Digits are written as numbers with decimals, {@code 6.0000}. */
  private static int label(DataFile file, int line, String text) throws IOException {
    float value = number(file, line, text);
    if (value < 0 || value >= CLASSES || value != (int) value) {
      throw file.malformed("line %d must begin with a digit".formatted(line), text);
    }
    return (int) value;
  }

  private static float pixel(DataFile file, int line, String text) throws IOException {
    float value = number(file, line, text);
    if (value < -1 || value > 1) {
      throw file.malformed("line %d must have values in [-1, 1]".formatted(line), text);
    }
    return value;
  }

  private static float number(DataFile file, int line, String text) throws IOException {
    try {
      float value = Float.parseFloat(text);
      if (Float.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number that is not finite.
    }
    throw file.malformed("line %d must have finite numbers".formatted(line), text);
  }
}
