package dev.perennial.ingest.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Weka's attribute-relation file format: a header of attributes, {@code numeric}, nominal, {@code
 * string} or {@code date}, then rows, dense or sparse. A nominal attribute is a category with the
 * values it lists; in a sparse row what is not named is 0, or the attribute's first value. Rows are
 * counted from 1 behind {@code @data}. Relational attributes and the weights of rows are refused.
 */
final class ArffReader implements RowReader {

  private final DataFile file;
  private final BufferedReader lines;
  private final List<Field> fields = new ArrayList<>();
  private long row;

  private ArffReader(DataFile file) throws IOException {
    this.file = file;
    this.lines = new BufferedReader(new InputStreamReader(file.open(), StandardCharsets.UTF_8));
  }

  static ArffReader open(DataFile file) throws IOException {
    ArffReader reader = new ArffReader(file);
    try {
      reader.readHeader();
      return reader;
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  private void readHeader() throws IOException {
    for (Optional<String> line = nextLine(); line.isPresent(); line = nextLine()) {
      List<String> head = head(line.get());
      switch (head.get(0).toLowerCase(Locale.ROOT)) {
        case "@relation" -> {}
        case "@attribute" -> fields.add(attribute(head.get(1)));
        case "@data" -> {
          return;
        }
        default ->
            throw file.malformed(
                "must have @attribute lines and then @data", '"' + line.get() + '"');
      }
    }
    throw file.malformed("must have a line @data", "none");
  }

  private Field attribute(String declaration) throws IOException {
    List<String> head = head(declaration);
    String name = head.get(0);
    String type = head.get(1);
    if (type.startsWith("{") && type.endsWith("}")) {
      List<String> values =
          ArffLine.valuesOf(type.substring(1, type.length() - 1)).stream()
              .flatMap(List::stream)
              .filter(value -> value != null && !value.isEmpty())
              .toList();
      if (values.isEmpty()) {
        throw file.malformed("attribute %s must list its values".formatted(name), type);
      }
      return Field.of(name, values);
    }
    return switch (head(type).get(0).toLowerCase(Locale.ROOT)) {
      case "numeric", "real", "integer", "string", "date" -> Field.of(name);
      default ->
          throw file.malformed(
              "attribute %s must be numeric, nominal, string or date".formatted(name), type);
    };
  }

  private List<String> head(String text) throws IOException {
    return ArffLine.headOf(text)
        .orElseThrow(() -> file.malformed("must close every quote", '"' + text + '"'));
  }

  @Override
  public List<Field> fields() {
    return List.copyOf(fields);
  }

  @Override
  public Optional<Row> next() throws IOException {
    Optional<String> line = nextLine();
    if (line.isEmpty()) {
      return Optional.empty();
    }
    row++;
    String text = line.get();
    return Optional.of(
        new Row(
            row,
            text.startsWith("{") && text.endsWith("}")
                ? sparse(text.substring(1, text.length() - 1))
                : dense(text)));
  }

  private List<@Nullable String> dense(String text) throws BadRowException {
    List<@Nullable String> values = values(text);
    if (values.size() != fields.size()) {
      throw file.badRow(row, "must have %d values".formatted(fields.size()), values.size());
    }
    return values;
  }

  private List<@Nullable String> sparse(String text) throws BadRowException {
    List<@Nullable String> values = new ArrayList<>();
    for (Field field : fields) {
      values.add(field.categories().isEmpty() ? "0" : field.categories().get(0));
    }
    if (text.isBlank()) {
      return values;
    }
    for (String entry : text.split(",(?=\\s*\\d+\\s)", -1)) {
      List<String> head = ArffLine.headOf(entry).orElseThrow(() -> unclosed(text));
      values.set(index(head.get(0)), values(head.get(1)).get(0));
    }
    return Collections.unmodifiableList(values);
  }

  private int index(String text) throws BadRowException {
    try {
      int index = Integer.parseInt(text);
      if (index >= 0 && index < fields.size()) {
        return index;
      }
    } catch (NumberFormatException e) {
      // Told below, like an index out of range.
    }
    throw file.badRow(row, "must name attributes 0 to " + (fields.size() - 1), text);
  }

  private List<@Nullable String> values(String text) throws BadRowException {
    return ArffLine.valuesOf(text).orElseThrow(() -> unclosed(text));
  }

  private BadRowException unclosed(String text) {
    return file.badRow(row, "must close every quote, and have a comma behind it", text);
  }

  private Optional<String> nextLine() throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String text = line.strip();
      if (!text.isEmpty() && !text.startsWith("%")) {
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
