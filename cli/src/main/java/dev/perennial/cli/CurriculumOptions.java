package dev.perennial.cli;

import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.SampleSequence;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which samples are published, in which order. */
final class CurriculumOptions {

  @Option(
      names = "--data",
      paramLabel = "SPEC",
      required = true,
      description =
          "glyphs, glyphs:SEED, sea, hyperplane, rbf, led, stagger or agrawal, each with"
              + " :KEY=VALUE,… or without, idx:DIR, cifar:DIR, usps:DIR, or a table: csv:FILE, tsv:FILE,"
              + " jsonl:FILE, arff:FILE, avro:FILE or parquet:FILE; but for Parquet FILE may be -,"
              + " standard input")
  private String data = "";

  @Option(
      names = "--scenario",
      paramLabel = "SPEC",
      required = true,
      description = "classes:K, permute:T, rotate:T, blurry:K:P or as-is")
  private String scenario = "";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "where every random number comes from (${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "most training samples in all, an equal share from each task")
  private Optional<Long> limit = Optional.empty();

  @Option(
      names = {"--passes", "--loops"},
      paramLabel = "N",
      defaultValue = "1",
      description =
          "how often all training samples are published, each time with other ids"
              + " (${DEFAULT-VALUE})")
  private int passes;

  @Option(
      names = "--shuffle",
      description =
          "the training samples of each task in random order, another in each pass; as-is then holds"
              + " the data in memory, a pipe too")
  private boolean shuffle;

  @Mixin private TableColumnOptions columns = new TableColumnOptions();

  String data() {
    return data;
  }

  String scenario() {
    return scenario;
  }

  long seed() {
    return seed;
  }

  /**
   * The stream's name unless told otherwise: the kind of data, or its file's or directory's name.
   */
  String stream() {
    return DataSource.nameOf(data);
  }

  /** Notes what is wrong with the specifications, without reading any data. */
  void check(OptionProblems problems) {
    problems.valueOr(Optional.empty(), () -> Optional.of(source()));
    problems.valueOr(Optional.empty(), () -> Optional.of(Scenario.parse(scenario)));
    problems.valueOr(Optional.empty(), () -> Optional.of(settings("any")));
  }

  /**
   * Reads the data and arranges it.
   *
   * @throws InvalidSettingsException if the scenario makes no sense for the data, or a file is not
   *     in its format
   */
  Curriculum load(String stream) {
    return read(() -> arrangement().arrange(source().load(), settings(stream)));
  }

  /**
   * The samples, read as they are asked for where the scenario allows it, otherwise now.
   *
   * @throws InvalidSettingsException as {@link #load}, and from the iterator
   */
  SampleSequence samples(String stream) {
    return read(
        () ->
            source()
                .rows()
                .flatMap(rows -> arrangement().streamed(rows, settings(stream)))
                .<SampleSequence>map(streamed -> new CheckedSamples(streamed, columns))
                .orElseGet(() -> load(stream).samples()));
  }

  /** Samples whose faults bear the options' names; each iterator counts the rows it skips. */
  private record CheckedSamples(SampleSequence samples, TableColumnOptions columns)
      implements SampleSequence {

    @Override
    public OptionalLong size() {
      return samples.size();
    }

    @Override
    public boolean canBeReadAgain() {
      return samples.canBeReadAgain();
    }

    @Override
    public Iterator<Sample> iterator() {
      columns.forgetSkipped();
      Iterator<Sample> unchecked = samples.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return read(unchecked::hasNext);
        }

        @Override
        public Sample next() {
          return read(unchecked::next);
        }
      };
    }
  }

  /** Says how many rows of a table were skipped, if any were. */
  void tellSkipped(PrintWriter err) {
    columns.tellSkipped(err);
  }

  private DataSource source() {
    return DataSource.parse(data, columns.table());
  }

  private Scenario arrangement() {
    Scenario plain = Scenario.parse(scenario);
    return shuffle ? plain.shuffled() : plain;
  }

  private static InvalidSettingsException unreadable(Exception cause) {
    return new InvalidSettingsException(List.of("--data cannot be read: " + cause.getMessage()));
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T read(Reading<T> reading) {
    try {
      return reading.read();
    } catch (InvalidSettingsException e) {
      throw new InvalidSettingsException(
          e.problems().stream().map(OptionProblems::asOption).toList());
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(e);
    }
  }

  /** The same data, as often as it takes for so many samples. */
  CurriculumOptions repeated(long samples) {
    CurriculumOptions repeated = new CurriculumOptions();
    repeated.data = data;
    repeated.scenario = scenario;
    repeated.seed = seed;
    repeated.shuffle = shuffle;
    repeated.columns = columns;
    repeated.limit = Optional.of(samples);
    long once = load(stream()).trainingSize();
    repeated.passes = Math.toIntExact((samples + once - 1) / once);
    return repeated;
  }

  /**
   * The options of {@code publish} that publish the same, go on when killed, and end it.
   *
   * @param end the command at the end
   */
  List<String> publishing(String stream, String end) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--stream", stream, "--data", absolute(data), "--scenario", scenario));
    options.addAll(List.of("--seed", Long.toString(seed), "--passes", Integer.toString(passes)));
    limit.ifPresent(most -> options.addAll(List.of("--limit", Long.toString(most))));
    if (shuffle) {
      options.add("--shuffle");
    }
    options.addAll(columns.stated());
    options.addAll(List.of("--boundary", end, "--resume"));
    return options;
  }

  /** A publisher has another working directory. */
  private static String absolute(String data) {
    int colon = data.indexOf(':');
    return colon < 0 || DataSource.isDrawn(data)
        ? data
        : data.substring(0, colon + 1) + Path.of(data.substring(colon + 1)).toAbsolutePath();
  }

  private CurriculumSettings settings(String stream) {
    CurriculumSettings settings = CurriculumSettings.of(stream, seed).withPasses(passes);
    return limit.map(settings::withLimit).orElse(settings);
  }
}
