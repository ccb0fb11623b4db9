package dev.perennial.ingest.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The fields of a JSON object, each asked for as what it must be. A field that is null is none. */
final class Fields {

  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

  private final JsonNode object;

  private Fields(JsonNode object) {
    this.object = object;
  }

  /**
   * The fields of an object.
   *
   * @param known all that it may have
   * @throws RefusedException if it is no object, or has another
   */
  static Fields of(JsonNode node, Set<String> known) throws RefusedException {
    if (!node.isObject()) {
      throw new RefusedException(
          "not-an-object", "a record must be a JSON object: " + node.getNodeType());
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!known.contains(field.getKey())) {
        throw new RefusedException(
            "unknown-field",
            "a record must have no fields but %s: \"%s\""
                .formatted(known.stream().sorted().toList(), field.getKey()));
      }
    }
    return new Fields(node);
  }

  /** Whatever stands there; empty if nothing does. */
  Optional<JsonNode> any(String name) {
    return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
  }

  /** A text; empty if there is none. */
  Optional<String> text(String name) throws RefusedException {
    Optional<JsonNode> node = any(name);
    if (node.isPresent() && !node.get().isTextual()) {
      throw wrong(name, "a text", node.get());
    }
    return node.map(JsonNode::textValue);
  }

  /** A text that must be there. */
  String requiredText(String name) throws RefusedException {
    return text(name)
        .orElseThrow(() -> new RefusedException("missing-" + kebab(name), name + " must be given"));
  }

  /** One of several words; {@code otherwise} if there is none. */
  <E extends Enum<E>> E word(String name, Class<E> type, E otherwise) throws RefusedException {
    Optional<String> word = text(name);
    for (E constant : type.getEnumConstants()) {
      if (word.filter(constant.name()::equals).isPresent()) {
        return constant;
      }
    }
    if (word.isEmpty()) {
      return otherwise;
    }
    throw new RefusedException(
        "wrong-" + kebab(name),
        "%s must be one of %s: \"%s\""
            .formatted(name, List.of(type.getEnumConstants()), word.get()));
  }

  /** A whole number; empty if there is none. */
  OptionalLong whole(String name) throws RefusedException {
    Optional<JsonNode> node = any(name);
    if (node.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!node.get().isIntegralNumber() || !node.get().canConvertToLong()) {
      throw wrong(name, "a whole number", node.get());
    }
    return OptionalLong.of(node.get().longValue());
  }

  /** A time, as text or as milliseconds since 1970; {@code otherwise} if there is none. */
  Instant time(String name, Instant otherwise) throws RefusedException {
    Optional<JsonNode> node = any(name);
    if (node.isEmpty()) {
      return otherwise;
    }
    if (node.get().isIntegralNumber() && node.get().canConvertToLong()) {
      return Instant.ofEpochMilli(node.get().longValue());
    }
    try {
      Instant parsed = Instant.parse(node.get().asText());
      // Records hold milliseconds of 64 bits.
      return Instant.ofEpochMilli(parsed.toEpochMilli());
    } catch (DateTimeParseException | ArithmeticException e) {
      throw wrong(name, "milliseconds since 1970 or a time like 2026-01-31T09:00:00Z", node.get());
    }
  }

  /** Whole numbers in an array; empty if there is none. */
  Optional<List<Integer>> wholes(String name) throws RefusedException {
    Optional<JsonNode> node = any(name);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> wholes = new ArrayList<>();
    if (!node.get().isArray()) {
      throw wrong(name, "an array of whole numbers", node.get());
    }
    for (JsonNode item : node.get()) {
      if (!item.isInt()) {
        throw wrong(name, "an array of whole numbers", node.get());
      }
      wholes.add(item.intValue());
    }
    return Optional.of(wholes);
  }

  /** Texts by name; empty if there is none. */
  Map<String, String> texts(String name) throws RefusedException {
    Map<String, String> texts = new TreeMap<>();
    Optional<JsonNode> node = any(name);
    if (node.isPresent()) {
      if (!node.get().isObject()) {
        throw wrong(name, "an object of texts", node.get());
      }
      for (Map.Entry<String, JsonNode> entry : node.get().properties()) {
        if (!entry.getValue().isTextual()) {
          throw wrong(name, "an object of texts", node.get());
        }
        texts.put(entry.getKey(), entry.getValue().textValue());
      }
    }
    return texts;
  }

  private static String kebab(String name) {
    return CAPITAL.matcher(name).replaceAll(c -> "-" + c.group().toLowerCase(Locale.ROOT));
  }

  private static RefusedException wrong(String name, String rule, JsonNode found) {
    String text = found.toString();
    return new RefusedException(
        "wrong-" + kebab(name),
        "%s must be %s: %s"
            .formatted(name, rule, text.length() > 100 ? text.substring(0, 100) + "…" : text));
  }
}
