package dev.perennial.cli.drift;

import dev.perennial.ingest.data.DataSet;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.schemas.Tensor;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.random.CounterRandom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A kind of stream that can be drawn with any seed and sequence of concepts.
 *
 * @param name what it is called
 * @param concepts which of its concepts stand for the first, second and third
 * @param featuresChange whether the features of these concepts are distributed differently
 */
record DriftStream(String name, List<Integer> concepts, boolean featuresChange) {

  /** Drawn digits: a concept is a set of classes, which a synthetic stream says nothing of. */
  static final DriftStream GLYPHS = new DriftStream("glyphs", List.of(0, 1, 2), true);

  /** Those with labels to learn. */
  static final List<DriftStream> LABELLED =
      List.of(
          // Thresholds 7, 9.5 and 8: the largest change there is first.
          new DriftStream("sea", List.of(2, 3, 0), false),
          new DriftStream("stagger", List.of(0, 1, 2), false),
          new DriftStream("hyperplane", List.of(0, 1, 2), false),
          new DriftStream("agrawal", List.of(0, 2, 4), false),
          new DriftStream("rbf", List.of(0, 1, 2), true),
          new DriftStream("led", List.of(0, 5, 7), true));

  private static final List<List<Integer>> DIGITS =
      List.of(List.of(0, 1, 2, 3, 4), List.of(5, 6, 7, 8, 9), List.of(0, 2, 4, 6, 8));

  /** Copies the list. */
  DriftStream {
    concepts = List.copyOf(concepts);
  }

  /**
   * The examples of a synthetic stream.
   *
   * @param order which of the three concepts comes when
   * @param length of each part
   * @param width of each change, 0 for abrupt ones
   */
  DataSet examples(List<Integer> order, int length, int width, long seed) {
    String numbers =
        order.stream().map(i -> concepts.get(i).toString()).collect(Collectors.joining("/"));
    String spec =
        "%s:records=%d,concepts=%s,width=%d,seed=%d"
            .formatted(name, length * order.size(), numbers, width, seed);
    try {
      return DataSource.parse(spec).load();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The features alone, as ingest sees them; of {@link #GLYPHS} as well. */
  List<Tensor> features(List<Integer> order, int length, int width, long seed) {
    if (!name.equals(GLYPHS.name)) {
      DataSet data = examples(order, length, width, seed);
      return IntStream.range(0, data.training().size())
          .mapToObj(i -> new Tensor(data.shape(), data.elementType(), data.training().features(i)))
          .toList();
    }
    DataSet glyphs = glyphs();
    return IntStream.range(0, length * order.size())
        .mapToObj(i -> glyph(glyphs, order, length, width, CounterRandom.of(seed, "drift", i), i))
        .toList();
  }

  private static DataSet glyphs() {
    try {
      return DataSource.parse("glyphs").load();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tensor glyph(
      DataSet glyphs, List<Integer> order, int length, int width, CounterRandom random, int at) {
    // The change is drawn where the record would lie if it were moved by a logistic number.
    double share = random.nextDouble();
    double moved = width == 0 ? 0 : width / 4.0 * Math.log((1 - share) / share);
    int part = (int) Math.max(0, Math.min(order.size() - 1, Math.floor((at + moved) / length)));
    List<Integer> digits = DIGITS.get(order.get(part));
    // Example i shows the digit i modulo 10.
    int digit = digits.get(random.nextInt(digits.size()));
    int example = random.nextInt(glyphs.training().size() / 10) * 10 + digit;
    byte[] pixels = new byte[Tensors.count(glyphs.shape())];
    glyphs.training().features(example).get(pixels);
    return Tensors.uint8(glyphs.shape(), pixels);
  }
}
