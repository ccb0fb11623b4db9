package dev.perennial.ingest.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * A tensor in JSON: an array of numbers, or of such arrays, which is FLOAT32; or an object with
 * shape, elementType and data, the elements little-endian in base64.
 */
final class Features {

  private static final Set<String> FIELDS = Set.of("shape", "elementType", "data");

  private Features() {}

  static Tensor of(Json features) throws IOException, RefusedException {
    if (features.type() == JsonNodeType.ARRAY) {
      return ofArrays(features);
    }
    if (features.type() == JsonNodeType.OBJECT) {
      return ofBytes(Fields.of(features, FIELDS));
    }
    throw new RefusedException(
        "wrong-features", "features must be arrays or a tensor: " + features.type());
  }

  private static Tensor ofBytes(Fields fields) throws IOException, RefusedException {
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

  private static Tensor ofArrays(Json features) throws IOException, RefusedException {
    List<Integer> shape = shape(features);
    try (JsonParser parser = features.parser()) {
      ByteBuffer data =
          ByteBuffer.allocate(Float.BYTES * mostElements(features, shape))
              .order(ByteOrder.LITTLE_ENDIAN);
      collect(features, parser, shape, 0, data);
      return new Tensor(shape, ElementType.FLOAT32, data.flip());
    }
  }

  /** How long the first array of each depth is, from the outermost in. */
  private static List<Integer> shape(Json features) throws IOException {
    List<Integer> inwards = new ArrayList<>();
    try (JsonParser parser = features.parser()) {
      int depth = 0;
      while (parser.currentToken() == JsonToken.START_ARRAY) {
        depth++;
        parser.nextToken();
      }
      for (int d = depth; d > 0; d--) {
        // All but the innermost begin with the one that has just ended.
        int size = d == depth ? 0 : 1;
        while (parser.currentToken() != JsonToken.END_ARRAY) {
          parser.skipChildren();
          parser.nextToken();
          size++;
        }
        inwards.add(size);
        parser.nextToken();
      }
    }
    Collections.reverse(inwards);
    return inwards;
  }

  /** What the shape says, but no more than so many bytes can be: arrays of unlike lengths lie. */
  private static int mostElements(Json features, List<Integer> shape) {
    long elements = 1;
    for (int size : shape) {
      elements = Math.min(elements * size, features.size() / 2);
    }
    return (int) elements;
  }

  private static void collect(
      Json features, JsonParser parser, List<Integer> shape, int depth, ByteBuffer data)
      throws IOException, RefusedException {
    if (depth == shape.size()) {
      if (!parser.currentToken().isNumeric()) {
        throw new RefusedException(
            "wrong-features",
            "features must be numbers in arrays of shape %s: %s"
                .formatted(shape, features.at(parser).type()));
      }
      data.putFloat((float) parser.getDoubleValue());
      return;
    }
    int size = 0;
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (size < shape.get(depth)) {
          collect(features, parser, shape, depth + 1, data);
        } else {
          parser.skipChildren();
        }
        size++;
      }
    }
    if (size != shape.get(depth)) {
      throw new RefusedException(
          "wrong-shape",
          "features must be arrays of shape %s: one of %d at depth %d"
              .formatted(shape, size, depth));
    }
  }
}
