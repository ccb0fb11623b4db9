package dev.perennial.ingest.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What each column of a table is, and how a row becomes an example. Immutable.
 *
 * <p>A column is what {@code schema.json} beside the file says, numeric or categorical; otherwise
 * what the file itself declares; otherwise a number. A single column of arrays gives an example its
 * shape; several columns stand one after the other.
 */
final class TableLayout {

  private final DataFile file;
  private final TableOptions options;
  private final List<Column> features;
  private final int label;
  private final OptionalInt task;
  private final OptionalInt id;
  private final OptionalInt time;
  private final int cells;

  private TableLayout(DataFile file, List<Field> fields, TableOptions options) throws IOException {
    this.file = file;
    this.options = options;
    List<String> names = fields.stream().map(Field::name).toList();
    this.label = required(file, names, options.label());
    this.task =
        options.task().equals(TableOptions.DEFAULT_TASK)
            ? optional(names.indexOf(options.task()))
            : OptionalInt.of(required(file, names, options.task()));
    this.id = required(file, names, options.id());
    this.time = required(file, names, options.time());
    this.features = features(file, fields, options);
    this.cells = features.stream().mapToInt(Column::cells).sum();
  }

  /**
   * The layout of a file.
   *
   * @throws IOException if it lacks a column that it must have, or {@code schema.json} says what
   *     cannot be
   */
  static TableLayout of(DataFile file, List<Field> fields, TableOptions options)
      throws IOException {
    return new TableLayout(file, fields, options);
  }

  /** The features, in the file's order. */
  List<Column> features() {
    return features;
  }

  /** The shape of an example. */
  List<Integer> shape() {
    if (features.size() == 1 && !features.get(0).shape().isEmpty()) {
      return features.get(0).shape();
    }
    return List.of(width());
  }

  /** Whether rows name their task. */
  boolean namesTasks() {
    return task.isPresent();
  }

  private int width() {
    return features.stream().mapToInt(Column::width).sum();
  }

  /**
   * A row as an example.
   *
   * @throws BadRowException if a value does not fit its column
   */
  TableRow parse(Row row) throws BadRowException {
    float[] values = new float[cells];
    int at = 0;
    for (Column column : features) {
      at = fill(values, at, row, column);
    }
    return new TableRow(
        text(row, label, options.label()),
        task.isPresent()
            ? Optional.of(text(row, task.getAsInt(), options.task()))
            : Optional.empty(),
        id.isPresent()
            ? Optional.of(text(row, id.getAsInt(), options.id().orElseThrow()))
            : Optional.empty(),
        time.isPresent()
            ? Optional.of(instant(row, time.getAsInt(), options.time().orElseThrow()))
            : Optional.empty(),
        values);
  }

  /** The elements of an example whose cells begin at {@code first}. */
  ByteBuffer elements(float[] cells, int first) {
    ByteBuffer elements = ByteBuffer.allocate(width() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int cell = first;
    int at = 0;
    for (Column column : features) {
      if (column.isNumeric()) {
        for (int i = 0; i < column.cells(); i++) {
          elements.putFloat((at + i) * Float.BYTES, cells[cell + i]);
        }
      } else {
        elements.putFloat((at + (int) cells[cell]) * Float.BYTES, 1);
      }
      cell += column.cells();
      at += column.width();
    }
    return elements;
  }

  /** How many numbers are kept of an example. */
  int cells() {
    return cells;
  }

  private int fill(float[] values, int at, Row row, Column column) throws BadRowException {
    Object value = row.values().get(column.position());
    if (!column.isNumeric()) {
      values[at] = category(row, column, value);
      return at + 1;
    }
    List<@Nullable Object> items = new ArrayList<>(column.cells());
    Optional<Nested.Misfit> fault = Nested.forEach(value, column.shape(), items::add);
    if (fault.isPresent()) {
      String rule =
          column.shape().isEmpty()
              ? "must be a finite number"
              : "must be an array of shape " + column.shape();
      throw bad(row, column.name(), rule, fault.get());
    }
    int next = at;
    for (Object item : items) {
      values[next++] = number(row, column, item);
    }
    return next;
  }

  private int category(Row row, Column column, @Nullable Object value) throws BadRowException {
    Integer place = value == null ? null : column.categories().get(value.toString().trim());
    if (place == null) {
      throw bad(row, column.name(), "must be one of " + column.categories().keySet(), value);
    }
    return place;
  }

  private float number(Row row, Column column, @Nullable Object value) throws BadRowException {
    float number = Float.NaN;
    if (value instanceof Number given) {
      number = given.floatValue();
    } else if (value instanceof Boolean given) {
      number = given ? 1 : 0;
    } else if (value instanceof String text) {
      try {
        number = Float.parseFloat(text.trim());
      } catch (NumberFormatException e) {
        // Told below, like a number that is not finite.
      }
    }
    if (!Float.isFinite(number)) {
      throw bad(row, column.name(), "must be a finite number", value);
    }
    return number;
  }

  private String text(Row row, int position, String name) throws BadRowException {
    Object value = row.values().get(position);
    String text = value == null ? "" : value.toString();
    if (text.isEmpty()) {
      throw bad(row, name, "must not be empty", text);
    }
    return text;
  }

  private Instant instant(Row row, int position, String name) throws BadRowException {
    Object value = row.values().get(position);
    try {
      if (value instanceof Instant given) {
        return given;
      }
      if (value instanceof Number millis) {
        return Instant.ofEpochMilli(millis.longValue());
      }
      if (value instanceof String text) {
        return text.matches("-?\\d+")
            ? Instant.ofEpochMilli(Long.parseLong(text))
            : Instant.parse(text);
      }
    } catch (DateTimeException | NumberFormatException e) {
      // Told below, like what is no time at all.
    }
    throw bad(
        row, name, "must be milliseconds since 1970 or a time like 2026-01-31T09:00:00Z", value);
  }

  private BadRowException bad(Row row, String column, String rule, @Nullable Object value) {
    return file.badRow(row.number(), "column %s %s".formatted(column, rule), value);
  }

  private static OptionalInt optional(int position) {
    return position < 0 ? OptionalInt.empty() : OptionalInt.of(position);
  }

  private static OptionalInt required(DataFile file, List<String> names, Optional<String> name)
      throws IOException {
    return name.isPresent()
        ? OptionalInt.of(required(file, names, name.get()))
        : OptionalInt.empty();
  }

  private static int required(DataFile file, List<String> names, String name) throws IOException {
    int position = names.indexOf(name);
    if (position < 0) {
      throw file.malformed("must have a column named " + name, names);
    }
    return position;
  }

  private static List<Column> features(DataFile file, List<Field> fields, TableOptions options)
      throws IOException {
    Map<String, JsonNode> schema = schema(file);
    List<Column> features = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      Optional<JsonNode> stated = Optional.ofNullable(schema.get(field.name()));
      if (options.isFeature(field.name())
          && stated.filter(column -> column.path("drop").asBoolean()).isEmpty()) {
        features.add(
            stated.isPresent() ? stated(file, field, i, stated.get()) : declared(field, i));
      }
    }
    if (features.isEmpty()) {
      throw file.malformed(
          "must have a column with a feature", fields.stream().map(Field::name).toList());
    }
    return List.copyOf(features);
  }

  private static Column declared(Field field, int position) {
    return field.categories().isEmpty()
        ? Column.numbers(field.name(), position, field.shape())
        : Column.categories(field.name(), position, field.categories());
  }

  private static Column stated(DataFile file, Field field, int position, JsonNode stated)
      throws IOException {
    String type = stated.path("type").asText();
    return switch (type) {
      case "numeric" -> Column.numbers(field.name(), position, field.shape());
      case "categorical" -> {
        List<String> values = new ArrayList<>();
        stated.path("values").forEach(value -> values.add(value.asText()));
        if (values.isEmpty()) {
          throw file.malformed("column %s must list its values".formatted(field.name()), stated);
        }
        yield Column.categories(field.name(), position, values);
      }
      default ->
          throw file.malformed(
              "column %s must be numeric or categorical".formatted(field.name()), '"' + type + '"');
    };
  }

  private static Map<String, JsonNode> schema(DataFile file) throws IOException {
    Map<String, JsonNode> columns = new LinkedHashMap<>();
    if (file.isStandardInput()) {
      return columns;
    }
    Path schema = file.path().resolveSibling("schema.json");
    if (Files.isRegularFile(schema)) {
      for (JsonNode column : new ObjectMapper().readTree(schema.toFile()).path("columns")) {
        columns.put(column.path("name").asText(), column);
      }
    }
    return columns;
  }
}
