package dev.perennial.ingest.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The formats tables come in; the lower-case name is what {@code --data} calls it. */
enum TableFormat {
  /** Values between commas, under a header line. */
  CSV,
  /** Values between tabs, under a header line. */
  TSV,
  /** A JSON object a line. */
  JSONL,
  /** Weka's attribute-relation file format. */
  ARFF,
  /** An Avro container file. */
  AVRO,
  /** Parquet, which is read from its end, so it must be a file. */
  PARQUET;

  /** The format of that name. */
  static Optional<TableFormat> named(String kind) {
    return Arrays.stream(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(kind))
        .findFirst();
  }

  /** Whether it can be read from its beginning on. */
  boolean isSequential() {
    return this != PARQUET;
  }

  /**
   * Begins to read a file; the caller closes what is returned.
   *
   * @throws IOException if it cannot be read or is not in this format
   */
  RowReader open(DataFile file) throws IOException {
    return switch (this) {
      case CSV -> SeparatedReader.open(file, ',');
      case TSV -> SeparatedReader.open(file, '\t');
      case JSONL -> JsonLinesReader.open(file);
      case ARFF -> ArffReader.open(file);
      case AVRO -> AvroReader.open(file);
      case PARQUET -> ParquetReader.open(file);
    };
  }
}
