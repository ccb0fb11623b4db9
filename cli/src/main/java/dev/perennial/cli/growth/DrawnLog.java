package dev.perennial.cli.growth;

import dev.perennial.learner.random.Draws;
import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.Tensor;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream's log, entry by entry: noise as features and drawn labels of ten classes, which no model
 * can learn so well that its numbers become small and its arithmetic fast or slow. Owned by one
 * thread.
 */
final class DrawnLog {

  /** The name of the stream. */
  static final String STREAM = "growth";

  private static final int CLASSES = 10;

  /** So many different rows; the labels go on differing. */
  private static final int ROWS = 1_000;

  private final RecordEncoder<Experience> encoder;
  private final List<Tensor> rows = new ArrayList<>();
  private final Draws labels = new Draws(1, "labels");
  private long sequence;

  /**
   * A log that nothing was taken of.
   *
   * @param shape of a row's features, which are bytes
   */
  DrawnLog(Registry registry, List<Integer> shape) {
    this.encoder = RecordEncoder.of(Topic.EXPERIENCES, Experience.class, registry);
    Draws noise = new Draws(1, "noise");
    int size = Tensors.count(shape);
    for (int row = 0; row < ROWS; row++) {
      byte[] bytes = new byte[size];
      for (int i = 0; i < size; i++) {
        bytes[i] = (byte) noise.bits((long) row * size + i);
      }
      rows.add(Tensors.uint8(shape, bytes));
    }
  }

  /** The next entries: examples of a task for that use, in the wire format. */
  List<byte[]> next(int count, int task, Role role) {
    List<byte[]> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++, sequence++) {
      int label = (int) labels.below(CLASSES, sequence);
      Example example =
          new Example(
              "s" + sequence,
              role,
              new Task(task, "task " + task),
              new ClassLabel(label, "class " + label),
              rows.get((int) (sequence % ROWS)),
              null);
      entries.add(
          encoder.encode(
              new Experience(STREAM, sequence, Instant.ofEpochMilli(sequence), example)));
    }
    return entries;
  }
}
