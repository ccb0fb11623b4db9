package dev.perennial.bench;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Origin;
import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.WireFormatException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/**
 * What it costs a learner to get at a 28 x 28 image: from the log's bytes to a row of the direct
 * buffer that the step's program reads. The image is copied twice on that way, out of the record's
 * bytes when Avro reads them, and into the buffer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {

  private static final Features IMAGE = new Features(List.of(28, 28), ElementType.UINT8);

  private final Registry registry = Registry.at(RegistrySettings.at("mock://bench"));
  private final RecordDecoder<Experience> decoder =
      RecordDecoder.of(Topic.EXPERIENCES, Experience.class, registry);
  private final Example example =
      new Example(
          "train-0-0-12345",
          Role.TRAINING,
          new Task(3, "classes-6-7"),
          new ClassLabel(7, "7"),
          Tensors.uint8(IMAGE.shape(), new byte[IMAGE.size()]),
          null);
  private final Batch batch = new Batch(IMAGE, 10);
  private byte[] bytes = new byte[0];

  /** Encodes once, so that there is something to read. */
  @Setup
  public void prepare() {
    bytes =
        RecordEncoder.of(Topic.EXPERIENCES, Experience.class, registry)
            .encode(new Experience("digits", 12_345L, Instant.EPOCH, example));
  }

  /** Lets go of the registry. */
  @TearDown
  public void close() {
    registry.close();
  }

  /** Bytes to record. */
  @Benchmark
  public Experience decode() throws WireFormatException {
    return decoder.decode(bytes);
  }

  /** A record's image into the batch. */
  @Benchmark
  public Batch add() {
    add(example);
    return batch;
  }

  /** Both, and what stands for the sample's id in memory. */
  @Benchmark
  public Batch bytesToRow() throws WireFormatException {
    add((Example) decoder.decode(bytes).getBody());
    return batch;
  }

  private void add(Example from) {
    if (batch.isFull()) {
      batch.clear();
    }
    batch.add(
        from.getFeatures().getData(),
        Origin.of(from.getId(), from.getLabel().getIndex(), from.getTask().getIndex()));
  }

  /** Runs all, as JMH's arguments say, and prints what they cost. */
  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    Benchmarks.run(DecodeBenchmark.class, arguments);
  }
}
