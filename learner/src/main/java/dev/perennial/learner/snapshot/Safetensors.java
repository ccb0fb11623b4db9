package dev.perennial.learner.snapshot;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.learner.learning.Model;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The safetensors format: eight bytes of header length (little-endian), a JSON header, then the
 * tensors' bytes. The same model and metadata give the same bytes.
 *
 * <p>Tensors stand in the order of their names without gaps, and the header is padded with spaces
 * so that they begin on a multiple of eight.
 */
public final class Safetensors {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8;
  private static final int LENGTH_BYTES = Long.BYTES;

  private Safetensors() {}

  /**
   * A model as a file's bytes.
   *
   * @param metadata anything worth knowing, as text; may be empty
   * @throws IllegalArgumentException if a tensor has the reserved name {@code __metadata__}
   */
  public static byte[] encode(Model model, Map<String, String> metadata) {
    ObjectNode header = JSON.createObjectNode();
    ObjectNode about = header.putObject(METADATA);
    new TreeMap<>(metadata).forEach(about::put);
    long end = 0;
    for (Map.Entry<String, Model.Values> entry : model.tensors().entrySet()) {
      if (entry.getKey().equals(METADATA)) {
        throw new IllegalArgumentException("a tensor must not be named " + METADATA);
      }
      Model.Values values = entry.getValue();
      ObjectNode tensor = header.putObject(entry.getKey());
      tensor.put("dtype", dtype(values.precision()));
      values.shape().forEach(tensor.putArray("shape")::add);
      long start = end;
      end += values.data().remaining();
      tensor.putArray("data_offsets").add(start).add(end);
    }
    byte[] json = padded(header.toString()).getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(Math.toIntExact(LENGTH_BYTES + json.length + end))
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    model.tensors().values().forEach(values -> file.put(values.data().duplicate()));
    return file.array();
  }

  /**
   * A file's bytes as a snapshot. The file may come from anyone: whatever its bytes are, either
   * they are a model or they are refused, at the cost of some times their length in memory.
   *
   * <p>Stricter than the format asks where a reader could be led to see another model than the next
   * one: a name stands once, names are UTF-8, and the tensors fill the data without gap or overlap.
   *
   * @throws SnapshotFormatException if they are not well-formed, with what is wrong
   */
  public static Snapshot decode(byte[] file) {
    require(file.length >= LENGTH_BYTES, "has no header length");
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long headerLength = bytes.getLong();
    require(
        headerLength >= 0 && headerLength <= file.length - LENGTH_BYTES,
        "has a header that exceeds it: " + headerLength + " bytes");
    JsonNode header = header(bytes.slice(LENGTH_BYTES, (int) headerLength));
    ByteBuffer data =
        bytes.slice(
            LENGTH_BYTES + (int) headerLength, file.length - LENGTH_BYTES - (int) headerLength);
    Map<String, String> metadata = new TreeMap<>();
    Map<String, Model.Values> tensors = new TreeMap<>();
    List<Extent> extents = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (field.getKey().equals(METADATA)) {
        metadata.putAll(metadata(field.getValue()));
      } else {
        Extent extent = Extent.of(field.getKey(), field.getValue(), data.capacity());
        extents.add(extent);
        tensors.put(field.getKey(), tensor(field.getKey(), field.getValue(), extent.of(data)));
      }
    }
    requireWhole(extents, data.capacity());
    return new Snapshot(new Model(tensors), metadata);
  }

  private static JsonNode header(ByteBuffer json) {
    try {
      // Not Jackson's own decoding, which would also take other encodings than UTF-8.
      JsonNode header =
          STRICT.readTree(StandardCharsets.UTF_8.newDecoder().decode(json).toString());
      require(header.isObject(), "has a header that is no JSON object");
      return header;
    } catch (CharacterCodingException e) {
      throw new SnapshotFormatException("has a header that is no UTF-8", e);
    } catch (JsonProcessingException e) {
      throw new SnapshotFormatException("has a header that is no JSON", e);
    }
  }

  private static Map<String, String> metadata(JsonNode described) {
    require(described.isObject(), "has metadata that are no JSON object");
    Map<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : described.properties()) {
      require(entry.getValue().isTextual(), "has metadata that are no text: " + entry.getKey());
      metadata.put(entry.getKey(), entry.getValue().textValue());
    }
    return metadata;
  }

  /** Where a tensor lies in the data. */
  private record Extent(String name, int start, int end) {

    static Extent of(String name, JsonNode described, int capacity) {
      JsonNode offsets = described.path("data_offsets");
      require(
          offsets.isArray()
              && offsets.size() == 2
              && isWithin(offsets.get(0), 0, capacity)
              && isWithin(offsets.get(1), offsets.get(0).longValue(), capacity),
          "has wrong offsets: " + name);
      return new Extent(name, offsets.get(0).intValue(), offsets.get(1).intValue());
    }

    ByteBuffer of(ByteBuffer data) {
      return data.slice(start, end - start);
    }
  }

  private static Model.Values tensor(String name, JsonNode described, ByteBuffer data) {
    Model.Precision precision = precision(name, described.path("dtype").asText());
    require(described.path("shape").isArray(), "has a wrong shape: " + name);
    List<Long> shape = new ArrayList<>();
    for (JsonNode length : described.path("shape")) {
      require(isWithin(length, 0, Long.MAX_VALUE), "has a wrong shape: " + name);
      shape.add(length.longValue());
    }
    require(
        isFilled(shape, bytes(precision), data.capacity()),
        "has a tensor whose shape and bytes disagree: " + name);
    return new Model.Values(precision, shape, data);
  }

  /** Whether elements of that shape take exactly so many bytes, however large the shape claims. */
  private static boolean isFilled(List<Long> shape, long elementBytes, int capacity) {
    if (shape.contains(0L)) {
      return capacity == 0;
    }
    long bytes = elementBytes;
    for (long length : shape) {
      if (length > capacity / bytes) {
        return false;
      }
      bytes *= length;
    }
    return bytes == capacity;
  }

  private static void requireWhole(List<Extent> extents, int capacity) {
    extents.sort(Comparator.comparingInt(Extent::start).thenComparingInt(Extent::end));
    int end = 0;
    for (Extent extent : extents) {
      require(
          extent.start() == end, "has a tensor that leaves a gap or overlaps: " + extent.name());
      end = extent.end();
    }
    require(end == capacity, "goes on after its tensors: %d bytes".formatted(capacity - end));
  }

  private static boolean isWithin(JsonNode number, long least, long most) {
    return number.isIntegralNumber()
        && number.canConvertToLong()
        && number.longValue() >= least
        && number.longValue() <= most;
  }

  private static String padded(String json) {
    int length = LENGTH_BYTES + json.getBytes(StandardCharsets.UTF_8).length;
    return json + " ".repeat(Math.floorMod(-length, ALIGNMENT));
  }

  private static String dtype(Model.Precision precision) {
    return switch (precision) {
      case FLOAT32 -> "F32";
      case FLOAT64 -> "F64";
      case INT64 -> "I64";
    };
  }

  private static Model.Precision precision(String name, String dtype) {
    return switch (dtype) {
      case "F32" -> Model.Precision.FLOAT32;
      case "F64" -> Model.Precision.FLOAT64;
      case "I64" -> Model.Precision.INT64;
      default ->
          throw new SnapshotFormatException(
              "has a type that no model has: %s of %s".formatted(dtype, name));
    };
  }

  private static long bytes(Model.Precision precision) {
    return precision == Model.Precision.FLOAT32 ? Float.BYTES : Long.BYTES;
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new SnapshotFormatException(fault);
    }
  }
}
