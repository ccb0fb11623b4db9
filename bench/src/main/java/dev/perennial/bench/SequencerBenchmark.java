package dev.perennial.bench;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.topology.InMemoryIngest;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.wire.Registry;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What it costs to put a sample with a 28 x 28 image into the log, its encoding by the publisher
 * included ({@link WireBenchmark} says how much that is): the part of ingest that is not Kafka
 * Streams.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SequencerBenchmark {

  /** What differs from the default settings. */
  @Param({"{}", "{rememberedIds: 0}"})
  private String settings = "{}";

  private final Registry registry = Registry.at(RegistrySettings.at("mock://bench"));
  private final byte[] image = new byte[28 * 28];
  private @Nullable InMemoryIngest ingest;
  private long next;

  /** Opens an ingest that has read nothing. */
  @Setup
  public void open(Blackhole log) {
    ingest =
        new InMemoryIngest(
            SettingsFile.parse("ingest: " + settings, name -> null)
                .section("ingest", IngestSettings.class, IngestSettings.DEFAULTS),
            registry,
            log::consume);
  }

  /** Lets go of the registry. */
  @TearDown
  public void close() {
    registry.close();
  }

  /** A sample with its label. */
  @Benchmark
  public void labelled() {
    accept(sample("7"));
  }

  /** A sample without its label, and then the label. */
  @Benchmark
  public void late() {
    Sample sample = sample(null);
    accept(sample);
    if (ingest != null) {
      ingest.accept(
          new LabelEvent(sample.getStream(), sample.getId(), "7", sample.getEventTime(), null));
    }
  }

  private void accept(Sample sample) {
    if (ingest != null) {
      ingest.accept(sample);
    }
  }

  private Sample sample(@Nullable String label) {
    return new Sample(
        "train-0-0-" + next++,
        "digits",
        Instant.EPOCH,
        Tensors.uint8(List.of(28, 28), image),
        label,
        "classes-6-7",
        Split.TRAIN);
  }

  /** Runs both and prints what they cost. */
  public static void main(String[] arguments) throws RunnerException {
    new Runner(
            new OptionsBuilder().include(SequencerBenchmark.class.getSimpleName() + "\\.").build())
        .run();
  }
}
