package dev.perennial.ingest.data;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * An Avro container file of records. Fields are numbers, booleans, texts, enums, which are
 * categories, arrays of numbers, times, or unions of one of these with null. Rows are counted from
 * 1.
 */
final class AvroReader implements RowReader {

  private final DataFile file;
  private final AvroInput bytes;
  private final DataFileStream<GenericRecord> records;
  private final List<Field> fields = new ArrayList<>();
  private @Nullable GenericRecord first;
  private long row;

  private AvroReader(DataFile file, AvroInput bytes, DataFileStream<GenericRecord> records) {
    this.file = file;
    this.bytes = bytes;
    this.records = records;
  }

  static AvroReader open(DataFile file) throws IOException {
    InputStream bytes = file.open();
    try {
      AvroInput input = AvroInput.open(bytes);
      AvroReader reader =
          new AvroReader(file, input, new DataFileStream<>(input, new GenericDatumReader<>()));
      reader.readFields();
      return reader;
    } catch (AvroRuntimeException e) {
      bytes.close();
      throw file.malformed("must be an Avro container file", e.getMessage());
    } catch (IOException e) {
      bytes.close();
      throw e instanceof BadRowException
          ? e
          : file.malformed("must be an Avro container file", e.getMessage());
    }
  }

  private void readFields() throws IOException {
    Schema schema = records.getSchema();
    if (schema.getType() != Schema.Type.RECORD) {
      throw file.malformed("must hold records", schema.getType());
    }
    first = nextRecord().orElse(null);
    for (Schema.Field field : schema.getFields()) {
      Schema type = plain(field.schema());
      Object value = first == null ? null : value(field, first);
      fields.add(
          type.getType() == Schema.Type.ENUM
              ? Field.of(field.name(), type.getEnumSymbols())
              : Field.like(field.name(), value));
    }
  }

  @Override
  public List<Field> fields() {
    return List.copyOf(fields);
  }

  @Override
  public Optional<Row> next() throws IOException {
    Optional<GenericRecord> record = first == null ? nextRecord() : Optional.of(first);
    first = null;
    if (record.isEmpty()) {
      return Optional.empty();
    }
    row++;
    List<@Nullable Object> values = new ArrayList<>(fields.size());
    for (Schema.Field field : records.getSchema().getFields()) {
      values.add(value(field, record.get()));
    }
    return Optional.of(new Row(row, values));
  }

  private Optional<GenericRecord> nextRecord() throws IOException {
    try {
      if (records.hasNext()) {
        return Optional.of(records.next());
      }
    } catch (AvroRuntimeException e) {
      throw cutOff(String.valueOf(e.getMessage()));
    }
    if (!bytes.endsAtABlock()) {
      throw cutOff("it ends within a block");
    }
    return Optional.empty();
  }

  private IOException cutOff(String why) {
    return file.malformed("must be readable to its end", "behind row %d: %s".formatted(row, why));
  }

  private @Nullable Object value(Schema.Field field, GenericRecord record) throws BadRowException {
    Object value = record.get(field.pos());
    if (value instanceof Long ticks) {
      return timeOrNumber(plain(field.schema()).getLogicalType(), ticks);
    }
    return plain(field.name(), value);
  }

  private static Object timeOrNumber(@Nullable LogicalType type, long ticks) {
    if (type instanceof LogicalTypes.TimestampMillis) {
      return Instant.ofEpochMilli(ticks);
    }
    return type instanceof LogicalTypes.TimestampMicros
        ? Instant.EPOCH.plus(ticks, ChronoUnit.MICROS)
        : ticks;
  }

  private @Nullable Object plain(String name, @Nullable Object value) throws BadRowException {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof List<?> items) {
      List<@Nullable Object> list = new ArrayList<>();
      for (Object item : items) {
        list.add(plain(name, item));
      }
      return list;
    }
    if (value instanceof CharSequence || value instanceof GenericEnumSymbol<?>) {
      return value.toString();
    }
    throw file.badRow(
        Math.max(row, 1),
        "column %s must hold numbers, texts, enums or arrays".formatted(name),
        value.getClass().getSimpleName());
  }

  /** The other branch of a union with null, or the schema itself. */
  private static Schema plain(Schema schema) {
    if (schema.getType() == Schema.Type.UNION) {
      return schema.getTypes().stream()
          .filter(type -> type.getType() != Schema.Type.NULL)
          .findFirst()
          .orElse(schema);
    }
    return schema;
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
