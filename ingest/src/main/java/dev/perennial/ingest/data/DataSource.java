package dev.perennial.ingest.data;

import dev.perennial.ingest.synthetic.SyntheticSettings;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a data set comes from: what {@code --data} names. Immutable. */
public interface DataSource {

  /** What stands for standard input in place of a file. */
  String STANDARD_INPUT = "-";

  /**
   * Reads or draws the data.
   *
   * @throws IOException if a file cannot be read or is not in its format, naming the file, the rule
   *     and the value
   */
  DataSet load() throws IOException;

  /**
   * The same data an example at a time, where they need not be held; empty where they must.
   *
   * @see #load
   */
  default Optional<RowSource> rows() {
    return Optional.empty();
  }

  /** {@link #parse(String, TableOptions)} with the usual columns. */
  static DataSource parse(String spec) {
    return parse(spec, TableOptions.DEFAULTS);
  }

  /**
   * The source a user names by {@code glyphs}, {@code glyphs:SEED}, {@code idx:DIR}, {@code
   * cifar:DIR}, {@code usps:DIR}, a synthetic stream, {@code sea:KEY=VALUE,…} for example ({@link
   * SyntheticSettings}), or a table: {@code csv:FILE}, {@code tsv:FILE}, {@code jsonl:FILE}, {@code
   * arff:FILE}, {@code avro:FILE} or {@code parquet:FILE}; but for Parquet the file may be {@code
   * -}, standard input.
   *
   * @param table what a table's columns are
   * @throws InvalidSettingsException if the specification has none of these forms, or its file or
   *     directory does not exist
   */
  static DataSource parse(String spec, TableOptions table) {
    int colon = spec.indexOf(':');
    String kind = colon < 0 ? spec : spec.substring(0, colon);
    String argument = colon < 0 ? "" : spec.substring(colon + 1);
    return switch (kind) {
      case "glyphs" -> new Glyphs(colon < 0 ? Glyphs.DEFAULT_SEED : seed(spec, argument));
      case "sea", "hyperplane", "rbf", "led", "stagger", "agrawal" -> synthetic(kind, argument);
      case "idx" -> new IdxDirectory(directory(spec, argument));
      case "cifar" -> new CifarDirectory(directory(spec, argument));
      case "usps" -> new UspsDirectory(directory(spec, argument));
      case "csv", "tsv", "jsonl", "arff", "avro", "parquet" -> table(spec, kind, argument, table);
      default ->
          throw invalid(
              "must be glyphs, glyphs:SEED, idx:DIR, cifar:DIR, usps:DIR, csv, tsv, jsonl, arff,"
                  + " avro or parquet and :FILE, or sea, hyperplane, rbf, led, stagger or agrawal:"
                  + " \"%s\"",
              spec);
    };
  }

  /** Whether the data of a specification are drawn, so that it names no file and no directory. */
  static boolean isDrawn(String spec) {
    int colon = spec.indexOf(':');
    return switch (colon < 0 ? spec : spec.substring(0, colon)) {
      case "glyphs", "sea", "hyperplane", "rbf", "led", "stagger", "agrawal" -> true;
      default -> false;
    };
  }

  /**
   * What the data of a specification are called: {@code glyphs}, or the name of the directory, or
   * that of the file up to its first dot, or {@code stdin}. Does not look whether the data exist.
   */
  static String nameOf(String spec) {
    int colon = spec.indexOf(':');
    String kind = colon < 0 ? spec : spec.substring(0, colon);
    if (colon < 0 || kind.equals("glyphs") || SyntheticSettings.Kind.of(kind).isPresent()) {
      return kind;
    }
    if (spec.endsWith(":" + STANDARD_INPUT)) {
      return "stdin";
    }
    Path name = Path.of(spec.substring(colon + 1)).getFileName();
    return name == null ? kind : name.toString().replaceFirst("\\..*$", "");
  }

  private static DataSource synthetic(String kind, String argument) {
    return new SyntheticSource(
        SyntheticSettings.parse(SyntheticSettings.Kind.of(kind).orElseThrow(), argument));
  }

  private static long seed(String spec, String argument) {
    try {
      return Long.parseLong(argument);
    } catch (NumberFormatException e) {
      throw invalid("must name a whole number after glyphs: \"%s\"", spec);
    }
  }

  private static Path directory(String spec, String argument) {
    Path directory = Path.of(argument);
    if (argument.isEmpty() || !Files.isDirectory(directory)) {
      throw invalid("must name a directory that exists: \"%s\"", spec);
    }
    return directory;
  }

  private static DataSource table(String spec, String kind, String argument, TableOptions options) {
    TableFormat format = TableFormat.named(kind).orElseThrow();
    Path file = Path.of(argument);
    boolean isPiped = argument.equals(STANDARD_INPUT);
    if (isPiped && !format.isSequential()) {
      throw invalid("must name a file, as Parquet is read from its end: \"%s\"", spec);
    }
    if (argument.isEmpty() || (!isPiped && !Files.isRegularFile(file))) {
      throw invalid("must name a file that exists: \"%s\"", spec);
    }
    return new TableFile(format, new DataFile(file), options);
  }

  private static InvalidSettingsException invalid(String rule, String spec) {
    return new InvalidSettingsException(List.of("data " + rule.formatted(spec)));
  }
}
