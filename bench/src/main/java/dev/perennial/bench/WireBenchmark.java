package dev.perennial.bench;

import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
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
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What it costs to write and read a sample with a 28 x 28 image, and an answer: the part of Avro in
 * a hop.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WireBenchmark {

  private final Registry registry = Registry.at(RegistrySettings.at("mock://bench"));
  private final RecordEncoder<Sample> encoder =
      RecordEncoder.of(Topic.SAMPLES, Sample.class, registry);
  private final RecordDecoder<Sample> decoder =
      RecordDecoder.of(Topic.SAMPLES, Sample.class, registry);
  private final Sample sample =
      new Sample(
          "train-0-0-12345",
          "digits",
          Instant.EPOCH,
          Tensors.uint8(List.of(28, 28), new byte[28 * 28]),
          "7",
          "classes-6-7",
          Split.TRAIN);
  private final RecordEncoder<Prediction> predictionEncoder =
      RecordEncoder.of(Topic.PREDICTIONS, Prediction.class, registry);
  private final Prediction prediction =
      Prediction.newBuilder()
          .setStream("digits")
          .setLearner("er")
          .setId("train-0-0-12345")
          .setSequence(12_345)
          .setEventTime(Instant.EPOCH)
          .setVersion(192)
          .setTask(new Task(3, "classes-6-7"))
          .setPredicted(new ClassLabel(7, "7"))
          .setConfidence(.875F)
          .setActual(new ClassLabel(7, "7"))
          .build();
  private byte[] bytes = new byte[0];

  /** Encodes once, so that decoding has something to read. */
  @Setup
  public void prepare() {
    bytes = encoder.encode(sample);
  }

  /** Lets go of the registry. */
  @TearDown
  public void close() {
    registry.close();
  }

  /** Record to bytes. */
  @Benchmark
  public byte[] encode() {
    return encoder.encode(sample);
  }

  /** A learner's answer to bytes. */
  @Benchmark
  public byte[] encodePrediction() {
    return predictionEncoder.encode(prediction);
  }

  /** Bytes to record. */
  @Benchmark
  public Sample decode() throws WireFormatException {
    return decoder.decode(bytes);
  }

  /** Runs both and prints what they cost. */
  public static void main(String[] arguments) throws RunnerException {
    new Runner(new OptionsBuilder().include(WireBenchmark.class.getSimpleName()).build()).run();
  }
}
