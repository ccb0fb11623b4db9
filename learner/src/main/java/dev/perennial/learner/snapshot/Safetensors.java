package dev.perennial.learner.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.learner.learning.Model;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
   * A file's bytes as a snapshot.
   *
   * @throws IllegalArgumentException if they are not well-formed: every length and offset is
   *     checked
   */
  public static Snapshot decode(byte[] file) {
    require(file.length >= LENGTH_BYTES, "has no header length");
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long headerLength = bytes.getLong();
    require(
        headerLength >= 0 && headerLength <= file.length - LENGTH_BYTES,
        "has a header that exceeds it: " + headerLength + " bytes");
    ByteBuffer data =
        bytes.slice(
            LENGTH_BYTES + (int) headerLength, file.length - LENGTH_BYTES - (int) headerLength);
    Map<String, String> metadata = new TreeMap<>();
    Map<String, Model.Values> tensors = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : header(file, (int) headerLength).properties()) {
      if (field.getKey().equals(METADATA)) {
        field.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
      } else {
        tensors.put(field.getKey(), tensor(field.getKey(), field.getValue(), data));
      }
    }
    return new Snapshot(new Model(tensors), metadata);
  }

  private static JsonNode header(byte[] file, int length) {
    String text = new String(file, LENGTH_BYTES, length, StandardCharsets.UTF_8);
    try {
      JsonNode header = JSON.readTree(text);
      require(header.isObject(), "has a header that is no JSON object");
      return header;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a safetensors file has a header that is no JSON", e);
    }
  }

  private static Model.Values tensor(String name, JsonNode described, ByteBuffer data) {
    Model.Precision precision = precision(name, described.path("dtype").asText());
    List<Long> shape = new ArrayList<>();
    long elements = 1;
    for (JsonNode length : described.path("shape")) {
      require(length.canConvertToLong() && length.asLong() >= 0, "has a wrong shape: " + name);
      shape.add(length.asLong());
      elements = Math.multiplyExact(elements, length.asLong());
    }
    JsonNode offsets = described.path("data_offsets");
    long start = offsets.path(0).asLong(-1);
    long end = offsets.path(1).asLong(-1);
    require(start >= 0 && end >= start && end <= data.capacity(), "has wrong offsets: " + name);
    require(
        end - start == Math.multiplyExact(elements, bytes(precision)),
        "has a tensor whose shape and bytes disagree: " + name);
    return new Model.Values(precision, shape, data.slice((int) start, (int) (end - start)));
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
          throw new IllegalArgumentException(
              "a safetensors file has a type that no model has: %s of %s".formatted(dtype, name));
    };
  }

  private static long bytes(Model.Precision precision) {
    return precision == Model.Precision.FLOAT32 ? Float.BYTES : Long.BYTES;
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new IllegalArgumentException("a safetensors file " + fault);
    }
  }
}
