package dev.perennial.ingest.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file, a row group in memory at a time. Columns are numbers, booleans, texts, times,
 * lists of numbers, or lists of lists. Rows are counted from 1.
 */
final class ParquetReader implements RowReader {

  private final DataFile file;
  private final ParquetFileReader reader;
  private final MessageType schema;
  private final MessageColumnIO columns;
  private final List<Field> fields = new ArrayList<>();
  private @Nullable RecordReader<Group> group;
  private long leftInGroup;
  private long row;
  private @Nullable Group first;

  private ParquetReader(DataFile file, ParquetFileReader reader) {
    this.file = file;
    this.reader = reader;
    this.schema = reader.getFooter().getFileMetaData().getSchema();
    this.columns = new ColumnIOFactory().getColumnIO(schema);
  }

  static ParquetReader open(DataFile file) throws IOException {
    try {
      ParquetReader opened =
          new ParquetReader(
              file,
              ParquetFileReader.open(
                  new LocalInputFile(file.path()),
                  ParquetReadOptions.builder(new PlainParquetConfiguration())
                      .withCodecFactory(new ParquetCodecs())
                      .build()));
      opened.readFields();
      return opened;
    } catch (RuntimeException e) {
      throw file.malformed("must be Parquet", e.getMessage());
    }
  }

  private void readFields() throws IOException {
    first = nextGroup().orElse(null);
    for (int i = 0; i < schema.getFieldCount(); i++) {
      Object value = first == null ? null : value(first, i);
      fields.add(Field.like(schema.getFieldName(i), value));
    }
  }

  @Override
  public List<Field> fields() {
    return List.copyOf(fields);
  }

  @Override
  public Optional<Row> next() throws IOException {
    Optional<Group> found = first == null ? nextGroup() : Optional.of(first);
    first = null;
    if (found.isEmpty()) {
      return Optional.empty();
    }
    row++;
    List<@Nullable Object> values = new ArrayList<>(fields.size());
    for (int i = 0; i < fields.size(); i++) {
      values.add(value(found.get(), i));
    }
    return Optional.of(new Row(row, values));
  }

  private Optional<Group> nextGroup() throws IOException {
    try {
      RecordReader<Group> current = group;
      while (current == null || leftInGroup == 0) {
        PageReadStore pages = reader.readNextRowGroup();
        if (pages == null) {
          return Optional.empty();
        }
        leftInGroup = pages.getRowCount();
        current = columns.getRecordReader(pages, new GroupRecordConverter(schema));
      }
      group = current;
      leftInGroup--;
      return Optional.of(current.read());
    } catch (RuntimeException e) {
      throw file.malformed(
          "must be readable to its end", "behind row %d: %s".formatted(row, e.getMessage()));
    }
  }

  private @Nullable Object value(Group from, int field) throws BadRowException {
    Type type = from.getType().getType(field);
    int count = from.getFieldRepetitionCount(field);
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      List<@Nullable Object> items = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        items.add(item(from, field, i));
      }
      return items;
    }
    return count == 0 ? null : item(from, field, 0);
  }

  private @Nullable Object item(Group from, int field, int index) throws BadRowException {
    Type type = from.getType().getType(field);
    if (type.isPrimitive()) {
      return ParquetValue.of(from, field, index);
    }
    Group inner = from.getGroup(field, index);
    // A list is a group of one repeated field; of three levels, its items are groups of one field.
    if (inner.getType().getFieldCount() == 1) {
      return value(inner, 0);
    }
    throw file.badRow(
        Math.max(row, 1),
        "column %s must hold numbers, texts or lists".formatted(type.getName()),
        "a group of %d columns".formatted(inner.getType().getFieldCount()));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
