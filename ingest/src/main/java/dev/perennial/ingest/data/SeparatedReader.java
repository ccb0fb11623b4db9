package dev.perennial.ingest.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Values with a separator between them, under a header line that names the columns. */
final class SeparatedReader implements RowReader {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setAllowMissingColumnNames(true)
          .get();
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final DataFile file;
  private final CSVParser parser;
  private final Iterator<CSVRecord> rows;
  private final List<Field> fields;

  private SeparatedReader(DataFile file, CSVParser parser) {
    this.file = file;
    this.parser = parser;
    this.rows = parser.iterator();
    this.fields = parser.getHeaderNames().stream().map(Field::of).toList();
  }

  static SeparatedReader open(DataFile file, char separator) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(file.open(), StandardCharsets.UTF_8));
    try {
      reader.mark(1);
      // What spreadsheets write before the header is no part of its first name.
      if (reader.read() != BYTE_ORDER_MARK) {
        reader.reset();
      }
      return new SeparatedReader(
          file, FORMAT.builder().setDelimiter(separator).get().parse(reader));
    } catch (IllegalArgumentException e) {
      reader.close();
      throw file.malformed("must name each column once", e.getMessage());
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public List<Field> fields() {
    return fields;
  }

  @Override
  public Optional<Row> next() throws BadRowException {
    if (!rows.hasNext()) {
      return Optional.empty();
    }
    CSVRecord row = rows.next();
    if (row.size() != fields.size()) {
      throw file.badRow(
          row.getRecordNumber(), "must have %d values".formatted(fields.size()), row.size());
    }
    return Optional.of(new Row(row.getRecordNumber(), Arrays.asList(row.values())));
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
