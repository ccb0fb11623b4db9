package dev.perennial.ingest.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A value of JSON where it stands in a body. What is in it is read when it is asked for, so a value
 * takes no memory but the body's, however many others are in it. Immutable.
 */
final class Json {

  /** What is done with each value. */
  @FunctionalInterface
  interface Taker {
    void take(Json value) throws IOException, TurnedAwayException;
  }

  // JSON that is sent is in UTF-8 (RFC 8259, 8.1), and only there do places count bytes.
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /** What some programs put before UTF-8; it says nothing. */
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** Of a value that an error tells, at most so many characters. */
  private static final int MOST_TOLD = 100;

  private static final int MOST_BYTES_OF_A_CHARACTER = 4;

  private final byte[] body;
  private final int start;
  private final int end;
  private final JsonNodeType type;

  private Json(byte[] body, int start, int end, JsonNodeType type) {
    this.body = body;
    this.start = start;
    this.end = end;
    this.type = type;
  }

  /**
   * Hands over the values of a body in their order, of each array its items.
   *
   * @throws IOException if the body is not JSON; what stands before has been handed over
   */
  static void forEach(byte[] body, Taker taker) throws IOException, TurnedAwayException {
    int begin = startsWithMark(body) ? MARK.length : 0;
    try (JsonParser parser = FACTORY.createParser(body, begin, body.length - begin)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token != JsonToken.START_ARRAY) {
          taker.take(at(parser, body, begin));
          continue;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          taker.take(at(parser, body, begin));
        }
      }
    }
  }

  private static boolean startsWithMark(byte[] body) {
    return body.length >= MARK.length && Arrays.equals(body, 0, MARK.length, MARK, 0, MARK.length);
  }

  private static Json at(JsonParser parser, byte[] body, int from) throws IOException {
    JsonNodeType type = type(parser.currentToken());
    long start = parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    long end = parser.currentLocation().getByteOffset();
    return new Json(body, from + (int) start, from + (int) end, type);
  }

  private static JsonNodeType type(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> JsonNodeType.OBJECT;
      case START_ARRAY -> JsonNodeType.ARRAY;
      case VALUE_STRING -> JsonNodeType.STRING;
      case VALUE_TRUE, VALUE_FALSE -> JsonNodeType.BOOLEAN;
      case VALUE_NULL -> JsonNodeType.NULL;
      default -> JsonNodeType.NUMBER;
    };
  }

  /** What it is. */
  JsonNodeType type() {
    return type;
  }

  /** Its length in bytes. */
  int size() {
    return end - start;
  }

  /** Reads it; stands at its first token, the caller closes it. */
  JsonParser parser() throws IOException {
    JsonParser parser = FACTORY.createParser(body, start, size());
    parser.nextToken();
    return parser;
  }

  /** The value that a parser of this one stands at, which then stands at its end. */
  Json at(JsonParser parser) throws IOException {
    return at(parser, body, start);
  }

  /** The text that it is, or that its number, true or false is written as. */
  String text() throws IOException {
    try (JsonParser parser = parser()) {
      return parser.getText();
    }
  }

  /** As it is written, the beginning if it is long. */
  @Override
  public String toString() {
    int told = Math.min(size(), MOST_BYTES_OF_A_CHARACTER * (MOST_TOLD + 1));
    String text = new String(body, start, told, StandardCharsets.UTF_8);
    return text.length() > MOST_TOLD ? text.substring(0, MOST_TOLD) + "…" : text;
  }
}
