package dev.perennial.cli.bench;

import dev.perennial.cli.bench.StreamOrder.Turns;
import dev.perennial.learner.job.Routed;
import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.Tensor;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes the log of many streams from the numbers 0, 1, 2, ...: noise, of ten classes, to be learned
 * by one learner. First every stream has a batch, one after the other; from then on they speak in
 * their order. Owned by one thread, and never restored.
 */
final class StreamsLoad extends RichMapFunction<Long, Routed> {

  private static final long serialVersionUID = 1;
  private static final int DIFFERENT = 256;
  private static final int CLASSES = 10;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Task TASK = new Task(0, "one");

  private final String learner;
  private final String registry;
  private final int bytes;
  private final int batch;
  private final int streams;
  private final StreamOrder order;

  private transient @Nullable Opened opened;

  /** What does not travel. */
  private static final class Opened {
    final Registry registry;
    final RecordEncoder<Experience> encoder;
    final Turns turns;
    final long[] sequences;
    final ByteBuffer[] images = new ByteBuffer[DIFFERENT];

    Opened(Registry registry, Turns turns, int streams, int bytes) {
      this.registry = registry;
      this.encoder = RecordEncoder.of(Topic.EXPERIENCES, Experience.class, registry);
      this.turns = turns;
      this.sequences = new long[streams];
      Random random = new Random(1);
      for (int i = 0; i < DIFFERENT; i++) {
        byte[] pixels = new byte[bytes];
        random.nextBytes(pixels);
        images[i] = ByteBuffer.wrap(pixels);
      }
    }
  }

  /**
   * A load.
   *
   * @param learner its name
   * @param registry its address
   * @param bytes of a row
   * @param batch rows that each stream has before the order begins
   */
  StreamsLoad(
      String learner, String registry, int bytes, int batch, int streams, StreamOrder order) {
    this.learner = learner;
    this.registry = registry;
    this.bytes = bytes;
    this.batch = batch;
    this.streams = streams;
    this.order = order;
  }

  @Override
  public void open(OpenContext context) {
    opened =
        new Opened(Registry.at(RegistrySettings.at(registry)), order.of(streams), streams, bytes);
  }

  @Override
  public Routed map(Long number) {
    Opened made = Objects.requireNonNull(opened);
    long first = (long) streams * batch;
    int stream = number < first ? (int) (number / batch) : made.turns.stream(number - first);
    long sequence = made.sequences[stream]++;
    String name = "stream-" + stream;
    int label = (int) (sequence % CLASSES);
    ByteBuffer row = made.images[(int) ((sequence + stream) % DIFFERENT)].duplicate();
    Example example =
        new Example(
            "row-" + sequence,
            Role.TRAINING,
            TASK,
            new ClassLabel(label, "class-" + label),
            new Tensor(List.of(bytes), ElementType.UINT8, row),
            null);
    return Routed.to(
        name,
        learner,
        number,
        made.encoder.encode(new Experience(name, sequence, START.plusMillis(number), example)));
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.registry.close();
      opened = null;
    }
  }
}
