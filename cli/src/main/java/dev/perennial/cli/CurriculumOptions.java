package dev.perennial.cli;

import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which samples are published, in which order. */
final class CurriculumOptions {

  @Option(
      names = "--data",
      paramLabel = "SPEC",
      required = true,
      description = "glyphs, glyphs:SEED, idx:DIR, cifar:DIR, usps:DIR or csv:FILE")
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
      names = "--passes",
      paramLabel = "N",
      defaultValue = "1",
      description = "how often all training samples are published (${DEFAULT-VALUE})")
  private int passes;

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
    problems.valueOr(Optional.empty(), () -> Optional.of(DataSource.parse(data)));
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
    try {
      return Scenario.parse(scenario).arrange(DataSource.parse(data).load(), settings(stream));
    } catch (InvalidSettingsException e) {
      throw new InvalidSettingsException(
          e.problems().stream().map(OptionProblems::asOption).toList());
    } catch (IOException e) {
      throw new InvalidSettingsException(List.of("--data cannot be read: " + e.getMessage()));
    }
  }

  /** The same data, as often as it takes for so many samples. */
  CurriculumOptions repeated(long samples) {
    CurriculumOptions repeated = new CurriculumOptions();
    repeated.data = data;
    repeated.scenario = scenario;
    repeated.seed = seed;
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
    options.addAll(List.of("--boundary", end, "--resume"));
    return options;
  }

  /** A publisher has another working directory. */
  private static String absolute(String data) {
    int colon = data.indexOf(':');
    return colon < 0 || data.startsWith("glyphs")
        ? data
        : data.substring(0, colon + 1) + Path.of(data.substring(colon + 1)).toAbsolutePath();
  }

  private CurriculumSettings settings(String stream) {
    CurriculumSettings settings = CurriculumSettings.of(stream, seed).withPasses(passes);
    return limit.map(settings::withLimit).orElse(settings);
  }
}
