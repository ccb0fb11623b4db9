package dev.perennial.ingest.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object a line; a row's number is its line's. The first one says which columns there are,
 * and the shapes of arrays; each later one has the same. Empty lines are passed over.
 */
final class JsonLinesReader implements RowReader {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final DataFile file;
  private final BufferedReader lines;
  private final List<Field> fields = new ArrayList<>();
  private final Map<String, Integer> positions = new HashMap<>();
  private @Nullable JsonNode first;
  private long line;

  private JsonLinesReader(DataFile file) throws IOException {
    this.file = file;
    this.lines = new BufferedReader(new InputStreamReader(file.open(), StandardCharsets.UTF_8));
  }

  static JsonLinesReader open(DataFile file) throws IOException {
    JsonLinesReader reader = new JsonLinesReader(file);
    try {
      reader.readFields();
      return reader;
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  private void readFields() throws IOException {
    first = nextObject().orElse(null);
    if (first != null) {
      for (Map.Entry<String, JsonNode> entry : first.properties()) {
        positions.put(entry.getKey(), fields.size());
        fields.add(Field.like(entry.getKey(), value(entry.getKey(), entry.getValue())));
      }
    }
  }

  @Override
  public List<Field> fields() {
    return List.copyOf(fields);
  }

  @Override
  public Optional<Row> next() throws IOException {
    Optional<JsonNode> object = first == null ? nextObject() : Optional.of(first);
    first = null;
    return object.isPresent() ? Optional.of(row(object.get())) : Optional.empty();
  }

  private Row row(JsonNode object) throws BadRowException {
    List<@Nullable Object> values = new ArrayList<>(fields.size());
    for (Field field : fields) {
      values.add(value(field.name(), object.path(field.name())));
    }
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (!positions.containsKey(entry.getKey())) {
        throw file.badRow(line, "must have the columns of the first row", entry.getKey());
      }
    }
    return new Row(line, values);
  }

  private Optional<JsonNode> nextObject() throws IOException {
    for (String text = lines.readLine(); text != null; text = lines.readLine()) {
      line++;
      if (!text.isBlank()) {
        return Optional.of(object(text));
      }
    }
    return Optional.empty();
  }

  private JsonNode object(String text) throws BadRowException {
    try {
      JsonNode object = JSON.readTree(text);
      if (object.isObject()) {
        return object;
      }
      throw file.badRow(line, "must be a JSON object", object.getNodeType());
    } catch (JsonProcessingException e) {
      throw file.badRow(line, "must be JSON", e.getOriginalMessage());
    }
  }

  private @Nullable Object value(String name, JsonNode node) throws BadRowException {
    return switch (node.getNodeType()) {
      case NULL, MISSING -> null;
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> node.numberValue();
      case STRING -> node.textValue();
      case ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>(node.size());
        for (JsonNode item : node) {
          items.add(value(name, item));
        }
        yield items;
      }
      default ->
          throw file.badRow(
              line, "column %s must hold no objects".formatted(name), node.getNodeType());
    };
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
