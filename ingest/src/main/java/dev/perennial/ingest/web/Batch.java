package dev.perennial.ingest.web;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * The records of one request in Avro, all of them good or none taken: from JSON, which is an
 * object, an array of objects or an object a line, or from an Avro container file. One record is
 * looked at after the other, and only its bytes are kept. Belongs to one thread.
 */
final class Batch<T extends SpecificRecord> {

  static final String AVRO = "application/avro";

  private static final List<String> JSON_TYPES =
      List.of("application/json", "application/x-ndjson", "application/jsonl");

  /** Bad records that are told of one request. */
  private static final int MOST_TOLD = 100;

  /** What a record on its way to the broker takes besides its bytes, about. */
  private static final int BESIDES = 256;

  private final Intake<T> intake;
  private final String stream;
  private final Function<T, byte[]> encoder;
  private final Room.Place place;
  private final List<byte[]> values = new ArrayList<>();
  private final Faults faults = new Faults();
  private int count;

  private Batch(Intake<T> intake, String stream, Function<T, byte[]> encoder, Room.Place place) {
    this.intake = intake;
    this.stream = stream;
    this.encoder = encoder;
    this.place = place;
  }

  /**
   * Reads the body of a request.
   *
   * @param contentType as the request states it; JSON if it is empty
   * @param now what an event time that is not given is
   * @param place which holds what is returned
   * @return the records, at least one, in their order
   * @throws TurnedAwayException if there is none, one breaks a rule, or there is no room for them
   */
  static <T extends SpecificRecord> List<byte[]> of(
      Intake<T> intake,
      String stream,
      String contentType,
      byte[] body,
      Instant now,
      Function<T, byte[]> encoder,
      Room.Place place)
      throws TurnedAwayException {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    Batch<T> batch = new Batch<>(intake, stream, encoder, place);
    if (type.equals(AVRO)) {
      batch.addAvro(body);
    } else if (type.isEmpty() || JSON_TYPES.contains(type)) {
      batch.addJson(body, now);
    } else {
      throw refused(
          415, "the body must be %s or one of %s: %s".formatted(AVRO, JSON_TYPES, contentType));
    }
    return batch.taken();
  }

  private void addAvro(byte[] body) throws TurnedAwayException {
    try {
      ContainerFile<T> file = new ContainerFile<>(intake.topic(), intake.type(), body);
      for (Optional<T> read = file.next(); read.isPresent(); read = file.next()) {
        add(read.get());
      }
    } catch (WireFormatException e) {
      throw refused(400, e.reason() + ": " + e.getMessage());
    }
  }

  private void addJson(byte[] body, Instant now) throws TurnedAwayException {
    try {
      Json.forEach(body, object -> parse(object, now));
    } catch (JsonProcessingException e) {
      throw refused(
          400,
          "not-json: line %d, column %d: %s"
              .formatted(
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage()));
    } catch (IOException e) {
      throw refused(400, "not-json: " + e.getMessage());
    }
  }

  private void parse(Json object, Instant now) throws IOException, TurnedAwayException {
    T value;
    try {
      value = intake.parse(object, stream, now);
    } catch (RefusedException e) {
      faults.add(count++, e);
      return;
    }
    add(value);
  }

  private void add(T value) throws TurnedAwayException {
    try {
      intake.check(value, stream);
    } catch (RefusedException e) {
      faults.add(count++, e);
      return;
    }
    count++;
    // After the first bad one the others are only looked at.
    if (faults.count == 0) {
      byte[] encoded = encoder.apply(value);
      place.take(encoded.length + BESIDES);
      values.add(encoded);
    }
  }

  private List<byte[]> taken() throws TurnedAwayException {
    if (faults.count > 0) {
      throw new TurnedAwayException(faults.reply());
    }
    if (values.isEmpty()) {
      throw refused(400, "the body must hold a record");
    }
    return values;
  }

  private static TurnedAwayException refused(int status, String message) {
    return new TurnedAwayException(Reply.error(status, message));
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
