package dev.perennial.cli;

import dev.perennial.cli.bench.ApplicationTrial;
import dev.perennial.cli.bench.ImageLoad;
import dev.perennial.ingest.data.DataSet;
import dev.perennial.ingest.data.DataSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.record.CompressionType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code perennial bench ingest}. */
@Command(
    name = "ingest",
    description =
        "Measure how many images a second ingest puts into the log, a process of its own beside a"
            + " broker that has them all, and what it then holds.",
    sortOptions = false)
final class IngestBenchCommand implements Callable<Integer> {

  private static final List<String> CODECS =
      Arrays.stream(CompressionType.values()).map(type -> type.name).toList();

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "2000000",
      description = "over 16 streams (${DEFAULT-VALUE})")
  private long samples = 2_000_000;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "784",
      description = "of an image, of noise (${DEFAULT-VALUE})")
  private int bytes = 784;

  @Option(
      names = "--data",
      paramLabel = "SOURCE",
      description = "as run has it: its images instead of noise")
  private @Nullable String data;

  @Option(
      names = "--compression",
      paramLabel = "CODEC",
      defaultValue = "none",
      description = "of samples and log: none, gzip, snappy, lz4 or zstd (${DEFAULT-VALUE})")
  private String compression = "none";

  @Option(names = "--late", description = "labels come after their samples, on their own topic")
  private boolean late;

  @Option(
      names = "--remember",
      paramLabel = "N",
      defaultValue = "200000",
      description = "ids that are known, to tell duplicates (${DEFAULT-VALUE})")
  private int remember = 200_000;

  @Option(
      names = "--tasks",
      paramLabel = "RULE",
      defaultValue = "change",
      description = "how tasks are named, as ingest.tasks (${DEFAULT-VALUE})")
  private String tasks = "change";

  @Mixin private TrialOptions trials = new TrialOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    OptionProblems problems = new OptionProblems();
    problems.require(samples >= 1, "--samples must be at least 1: " + samples);
    problems.require(bytes >= 1, "--bytes must be at least 1: " + bytes);
    problems.require(remember >= 0, "--remember must not be negative: " + remember);
    problems.require(
        CODECS.contains(compression),
        "--compression must be one of %s: %s".formatted(String.join(", ", CODECS), compression));
    trials.check(problems);
    problems.throwIfAny();
    DataSource source = data == null ? null : DataSource.parse(data);
    List<ByteBuffer> images = source == null ? ImageLoad.noise(bytes) : images(source.load());
    Map<String, Object> ingest =
        Map.of(
            "threads",
            trials.threads(),
            "rememberedIds",
            remember,
            "tasks",
            Map.of("*", tasks),
            "streams",
            Map.of(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression));
    ImageLoad load = new ImageLoad(samples, 16, images, late, compression);
    trials.run(directory -> ApplicationTrial.ofIngest(directory, ingest, load));
    return ExitCode.OK;
  }

  private List<ByteBuffer> images(DataSet loaded) {
    OptionProblems problems = new OptionProblems();
    problems.require(loaded.isImages(), "--data must be of images: " + data);
    problems.throwIfAny();
    return ImageLoad.of(loaded);
  }
}
