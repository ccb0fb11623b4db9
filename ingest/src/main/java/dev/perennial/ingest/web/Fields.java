package dev.perennial.ingest.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object, each asked for as what it must be. A field that is null is none. */
final class Fields {

  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

  private final Map<String, Json> values;

  private Fields(Map<String, Json> values) {
    this.values = values;
  }

  /**
   * The fields of an object.
   *
   * @param known all that it may have
   * @throws RefusedException if it is no object, or has another, or one twice
   */
  static Fields of(Json object, Set<String> known) throws IOException, RefusedException {
    if (object.type() != JsonNodeType.OBJECT) {
      throw new RefusedException(
          "not-an-object", "a record must be a JSON object: " + object.type());
    }
    Map<String, Json> values = new HashMap<>();
    try (JsonParser parser = object.parser()) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        if (!known.contains(name)) {
          throw new RefusedException(
              "unknown-field",
              "a record must have no fields but %s: \"%s\""
                  .formatted(known.stream().sorted().toList(), name));
        }
        parser.nextToken();
        requireNew(name, values.put(name, object.at(parser)));
      }
    }
    return new Fields(values);
  }

  /** Whatever stands there; empty if nothing does. */
  Optional<Json> any(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> value.type() != JsonNodeType.NULL);
  }

  /** A text; empty if there is none. */
  Optional<String> text(String name) throws IOException, RefusedException {
    Optional<Json> value = any(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get().type() != JsonNodeType.STRING) {
      throw wrong(name, "a text", value.get());
    }
    return Optional.of(value.get().text());
  }

  /** A text that must be there. */
  String requiredText(String name) throws IOException, RefusedException {
    return text(name)
        .orElseThrow(() -> new RefusedException("missing-" + kebab(name), name + " must be given"));
  }

  /** One of several words; {@code otherwise} if there is none. */
  <E extends Enum<E>> E word(String name, Class<E> type, E otherwise)
      throws IOException, RefusedException {
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
  OptionalLong whole(String name) throws IOException, RefusedException {
    Optional<Json> value = any(name);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong whole = asLong(value.get());
    if (whole.isEmpty()) {
      throw wrong(name, "a whole number", value.get());
    }
    return whole;
  }

  /** A time, as text or as milliseconds since 1970; {@code otherwise} if there is none. */
  Instant time(String name, Instant otherwise) throws IOException, RefusedException {
    Optional<Json> value = any(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    OptionalLong millis = asLong(value.get());
    if (millis.isPresent()) {
      return Instant.ofEpochMilli(millis.getAsLong());
    }
    try {
      Instant parsed = Instant.parse(value.get().text());
      // Records hold milliseconds of 64 bits.
      return Instant.ofEpochMilli(parsed.toEpochMilli());
    } catch (DateTimeParseException | ArithmeticException e) {
      throw wrong(name, "milliseconds since 1970 or a time like 2026-01-31T09:00:00Z", value.get());
    }
  }

  private static OptionalLong asLong(Json value) throws IOException {
    try (JsonParser parser = value.parser()) {
      boolean isWhole =
          parser.currentToken() == JsonToken.VALUE_NUMBER_INT
              && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      return isWhole ? OptionalLong.of(parser.getLongValue()) : OptionalLong.empty();
    }
  }

  /** Whole numbers in an array; empty if there is none. */
  Optional<List<Integer>> wholes(String name) throws IOException, RefusedException {
    Optional<Json> value = any(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> wholes = new ArrayList<>();
    try (JsonParser parser = value.get().parser()) {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw wrong(name, "an array of whole numbers", value.get());
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
            || parser.getNumberType() != JsonParser.NumberType.INT) {
          throw wrong(name, "an array of whole numbers", value.get());
        }
        wholes.add(parser.getIntValue());
      }
    }
    return Optional.of(wholes);
  }

  /** Texts by name; empty if there is none. */
  Map<String, String> texts(String name) throws IOException, RefusedException {
    Map<String, String> texts = new TreeMap<>();
    Optional<Json> value = any(name);
    if (value.isEmpty()) {
      return texts;
    }
    try (JsonParser parser = value.get().parser()) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw wrong(name, "an object of texts", value.get());
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
          throw wrong(name, "an object of texts", value.get());
        }
        requireNew(key, texts.put(key, parser.getText()));
      }
    }
    return texts;
  }

  private static void requireNew(String name, @Nullable Object former) throws RefusedException {
    if (former != null) {
      throw new RefusedException(
          "duplicate-field", "an object must have a field only once: \"%s\"".formatted(name));
    }
  }

  private static String kebab(String name) {
    return CAPITAL.matcher(name).replaceAll(c -> "-" + c.group().toLowerCase(Locale.ROOT));
  }

  private static RefusedException wrong(String name, String rule, Json found) {
    return new RefusedException(
        "wrong-" + kebab(name), "%s must be %s: %s".formatted(name, rule, found));
  }
}
