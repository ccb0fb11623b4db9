package dev.perennial.ingest.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table with a header line, rows in stream order. Column {@code class} is the label; column
 * {@code task}, if any, names each row's task; column {@code date}, if any, is when a row was
 * observed, which its place in the stream already says, so it is left out. All others are features:
 * numbers as they are, or categories, one-hot.
 *
 * <p>A {@code schema.json} beside the file says which columns are categorical, with their values,
 * and may leave out others by {@code "drop": true}; without one, every feature is a number. A table
 * has no hold-out.
 */
record CsvFile(Path file) implements DataSource {

  private static final String CLASS = "class";
  private static final String TASK = "task";
  private static final Set<String> NO_FEATURES = Set.of(CLASS, TASK, "date");
  private static final JsonNode NUMERIC =
      JsonNodeFactory.instance.objectNode().put("type", "numeric");
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setAllowMissingColumnNames(true)
          .get();

  @Override
  public DataSet load() throws IOException {
    DataFile table = new DataFile(file);
    Map<String, JsonNode> schema = schema();
    try (Reader reader = new InputStreamReader(table.open(), StandardCharsets.UTF_8);
        CSVParser rows = FORMAT.parse(reader)) {
      return read(table, rows, schema);
    } catch (EOFException | UncheckedIOException e) {
      // Unchecked, because the parser's iterator cannot throw the exception itself.
      throw table.malformed("must be readable to its end", e.getMessage());
    }
  }

  private static DataSet read(DataFile table, CSVParser rows, Map<String, JsonNode> schema)
      throws IOException {
    List<String> header = rows.getHeaderNames();
    int label = header.indexOf(CLASS);
    if (label < 0) {
      throw table.malformed("must have a column named class", header);
    }
    Optional<Integer> task = Optional.of(header.indexOf(TASK)).filter(at -> at >= 0);
    TableBuilder builder = new TableBuilder(table, features(table, header, schema));
    for (CSVRecord row : rows) {
      if (row.size() != header.size()) {
        throw table.malformed(
            "row %d must have %d values".formatted(row.getRecordNumber(), header.size()),
            row.size());
      }
      builder.add(row, row.get(label), task.map(row::get));
    }
    return builder.build();
  }

  private static List<Column> features(
      DataFile table, List<String> header, Map<String, JsonNode> schema) throws IOException {
    List<Column> features = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i);
      JsonNode stated = schema.getOrDefault(name, NUMERIC);
      if (!NO_FEATURES.contains(name) && !stated.path("drop").asBoolean()) {
        features.add(column(table, name, i, stated));
      }
    }
    if (features.isEmpty()) {
      throw table.malformed("must have a column with a feature", header);
    }
    return features;
  }

  private static Column column(DataFile table, String name, int position, JsonNode stated)
      throws IOException {
    String type = stated.path("type").asText();
    return switch (type) {
      case "numeric" -> Column.number(name, position);
      case "categorical" -> {
        List<String> values = new ArrayList<>();
        stated.path("values").forEach(value -> values.add(value.asText()));
        if (values.isEmpty()) {
          throw table.malformed("column %s must list its values".formatted(name), stated);
        }
        yield Column.categories(name, position, values);
      }
      default ->
          throw table.malformed(
              "column %s must be numeric or categorical".formatted(name), '"' + type + '"');
    };
  }

  private Map<String, JsonNode> schema() throws IOException {
    Path schema = file.resolveSibling("schema.json");
    Map<String, JsonNode> columns = new LinkedHashMap<>();
    if (Files.isRegularFile(schema)) {
      for (JsonNode column : new ObjectMapper().readTree(schema.toFile()).path("columns")) {
        columns.put(column.path("name").asText(), column);
      }
    }
    return columns;
  }
}
