package dev.perennial.ingest.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.schemas.http.Reply;
import dev.perennial.schemas.wire.ContainerFile;
import dev.perennial.schemas.wire.WireFormatException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * The records of one request, all of them good or none taken: JSON, which is an object, an array of
 * objects or an object a line, or an Avro container file. Immutable.
 *
 * @param records in their order; empty exactly if there is a refusal
 * @param refusal what to answer instead of taking them
 */
record Batch<T extends SpecificRecord>(List<T> records, Optional<Reply> refusal) {

  static final String AVRO = "application/avro";

  private static final List<String> JSON_TYPES =
      List.of("application/json", "application/x-ndjson", "application/jsonl");

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  /** Bad records that are told of one request. */
  private static final int MOST_TOLD = 100;

  /**
   * Reads the body of a request.
   *
   * @param contentType as the request states it; JSON if it is empty
   * @param now what an event time that is not given is
   */
  static <T extends SpecificRecord> Batch<T> of(
      Intake<T> intake, String stream, String contentType, byte[] body, Instant now) {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (type.equals(AVRO)) {
      return ofAvro(intake, stream, body);
    }
    if (type.isEmpty() || JSON_TYPES.contains(type)) {
      return ofJson(intake, stream, body, now);
    }
    return refused(
        Reply.error(
            415, "the body must be %s or one of %s: %s".formatted(AVRO, JSON_TYPES, contentType)));
  }

  private static <T extends SpecificRecord> Batch<T> ofAvro(
      Intake<T> intake, String stream, byte[] body) {
    try {
      List<T> records = ContainerFile.records(intake.topic(), intake.type(), body);
      Faults faults = new Faults();
      for (int i = 0; i < records.size(); i++) {
        try {
          intake.check(records.get(i), stream);
        } catch (RefusedException e) {
          faults.add(i, e);
        }
      }
      return of(records, faults);
    } catch (WireFormatException e) {
      return refused(Reply.error(400, e.reason() + ": " + e.getMessage()));
    }
  }

  private static <T extends SpecificRecord> Batch<T> ofJson(
      Intake<T> intake, String stream, byte[] body, Instant now) {
    List<JsonNode> objects;
    try {
      objects = objects(body);
    } catch (JsonProcessingException e) {
      return refused(
          Reply.error(
              400,
              "not-json: line %d, column %d: %s"
                  .formatted(
                      e.getLocation().getLineNr(),
                      e.getLocation().getColumnNr(),
                      e.getOriginalMessage())));
    } catch (IOException e) {
      return refused(Reply.error(400, "not-json: " + e.getMessage()));
    }
    List<T> records = new ArrayList<>();
    Faults faults = new Faults();
    for (int i = 0; i < objects.size(); i++) {
      try {
        T parsed = intake.parse(objects.get(i), stream, now);
        intake.check(parsed, stream);
        records.add(parsed);
      } catch (RefusedException e) {
        faults.add(i, e);
      }
    }
    return of(records, faults);
  }

  /** One value after the other, each array its items. */
  private static List<JsonNode> objects(byte[] body) throws IOException {
    List<JsonNode> objects = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(body)) {
      for (JsonNode node = JSON.readTree(parser); node != null; node = JSON.readTree(parser)) {
        if (node.isArray()) {
          node.forEach(objects::add);
        } else {
          objects.add(node);
        }
      }
    }
    return objects;
  }

  private static <T extends SpecificRecord> Batch<T> of(List<T> records, Faults faults) {
    if (faults.count > 0) {
      return refused(faults.reply());
    }
    return records.isEmpty()
        ? refused(Reply.error(400, "the body must hold a record"))
        : new Batch<>(List.copyOf(records), Optional.empty());
  }

  private static <T extends SpecificRecord> Batch<T> refused(Reply reply) {
    return new Batch<>(List.of(), Optional.of(reply));
  }

  /** What is wrong with which records. */
  private static final class Faults {

    private final ArrayNode told = JsonNodeFactory.instance.arrayNode();
    private int count;

    void add(int index, RefusedException fault) {
      count++;
      if (told.size() < MOST_TOLD) {
        told.addObject()
            .put("index", index)
            .put("reason", fault.reason())
            .put("error", fault.getMessage());
      }
    }

    Reply reply() {
      ObjectNode body =
          JsonNodeFactory.instance
              .objectNode()
              .put("status", 400)
              .put("error", "none was taken, as so many records break a rule: " + count);
      body.set("records", told);
      return Reply.json(400, body);
    }
  }
}
