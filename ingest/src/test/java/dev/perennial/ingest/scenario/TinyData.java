package dev.perennial.ingest.scenario;

import dev.perennial.ingest.data.DataSet;
import dev.perennial.ingest.data.Examples;
import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Small data sets whose examples can be told apart. */
final class TinyData {

  private static final int NO_TURNS = Integer.MAX_VALUE;

  private TinyData() {}

  /**
   * Images of 2 x 2 whose pixels are 4 i + 1 to 4 i + 4 (modulo 256) for example i; the label is i
   * modulo the number of classes, which are named by letters.
   */
  static DataSet images(int classes, int training, int holdout) {
    return new DataSet(
        List.of(2, 2),
        ElementType.UINT8,
        IntStream.range(0, classes).mapToObj(i -> Character.toString('a' + i)).toList(),
        List.of(),
        new Numbered(training, classes, NO_TURNS),
        new Numbered(holdout, classes, NO_TURNS));
  }

  /** A table of one number a row, labels alternating between no and yes, without a hold-out. */
  static DataSet table(int rows) {
    return new DataSet(
        List.of(1),
        ElementType.FLOAT32,
        List.of("no", "yes"),
        List.of(),
        new Numbered(rows, 2, NO_TURNS),
        new Numbered(0, 2, NO_TURNS));
  }

  /** A table whose rows take turns, {@code turn} at a time, between the tasks day and night. */
  static DataSet taskTable(int rows, int turn) {
    return new DataSet(
        List.of(1),
        ElementType.FLOAT32,
        List.of("no", "yes"),
        List.of("day", "night"),
        new Numbered(rows, 2, turn),
        new Numbered(0, 2, NO_TURNS));
  }

  private record Numbered(int size, int classes, int turn) implements Examples {

    @Override
    public int label(int index) {
      return index % classes;
    }

    @Override
    public int task(int index) {
      return index / turn % 2;
    }

    @Override
    public ByteBuffer features(int index) {
      int first = 4 * index + 1;
      return ByteBuffer.wrap(
          new byte[] {(byte) first, (byte) (first + 1), (byte) (first + 2), (byte) (first + 3)});
    }
  }
}
