package dev.perennial.ingest.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * A tensor in JSON: an array of numbers, or of such arrays, which is FLOAT32; or an object with
 * shape, elementType and data, the elements little-endian in base64.
 */
final class Features {

  private static final Set<String> FIELDS = Set.of("shape", "elementType", "data");

  private Features() {}

  static Tensor of(JsonNode node) throws RefusedException {
    if (!node.isArray() && !node.isObject()) {
      throw new RefusedException(
          "wrong-features", "features must be arrays or a tensor: " + node.getNodeType());
    }
    return node.isArray() ? ofArrays(node) : ofBytes(Fields.of(node, FIELDS));
  }

  private static Tensor ofBytes(Fields fields) throws RefusedException {
    try {
      return new Tensor(
          fields
              .wholes("shape")
              .orElseThrow(() -> new RefusedException("wrong-shape", "shape must be given")),
          fields.word("elementType", ElementType.class, ElementType.FLOAT32),
          ByteBuffer.wrap(Base64.getDecoder().decode(fields.requiredText("data"))));
    } catch (IllegalArgumentException e) {
      throw new RefusedException("wrong-data", "data must be base64: " + e.getMessage());
    }
  }

  private static Tensor ofArrays(JsonNode node) throws RefusedException {
    List<Integer> shape = new ArrayList<>();
    for (JsonNode inner = node; inner.isArray(); inner = inner.path(0)) {
      shape.add(inner.size());
    }
    List<Float> elements = new ArrayList<>();
    collect(node, shape, 0, elements);
    ByteBuffer data =
        ByteBuffer.allocate(elements.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    elements.forEach(data::putFloat);
    return new Tensor(shape, ElementType.FLOAT32, data.flip());
  }

  private static void collect(JsonNode node, List<Integer> shape, int depth, List<Float> elements)
      throws RefusedException {
    if (depth == shape.size()) {
      if (!node.isNumber()) {
        throw new RefusedException(
            "wrong-features",
            "features must be numbers in arrays of shape %s: %s"
                .formatted(shape, node.getNodeType()));
      }
      elements.add(node.floatValue());
      return;
    }
    if (!node.isArray() || node.size() != shape.get(depth)) {
      throw new RefusedException(
          "wrong-shape",
          "features must be arrays of shape %s: one of %d at depth %d"
              .formatted(shape, node.size(), depth));
    }
    for (JsonNode item : node) {
      collect(item, shape, depth + 1, elements);
    }
  }
}
