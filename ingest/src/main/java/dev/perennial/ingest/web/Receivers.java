package dev.perennial.ingest.web;

import dev.perennial.schemas.http.Reply;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Which path takes which records. Thread-safe. */
final class Receivers {

  /** Takes the records of a request. */
  interface Receiver {
    /**
     * Answers when the broker has them.
     *
     * @param place which holds the body, and then its records
     * @throws TurnedAwayException if none is taken
     */
    Reply receive(String contentType, byte[] body, Room.Place place) throws TurnedAwayException;
  }

  /** Of a record, so that its key and what Kafka adds fit into the largest that a topic takes. */
  private static final int MOST_BYTES = Topic.MAX_INPUT_BYTES - (16 << 10);

  private final Map<String, Desk<?>> desks;

  /** Registers the schemas of what is taken. */
  Receivers(Registry registry, Outbox outbox, Clock clock) {
    this.desks =
        Map.of(
            "samples", new Desk<>(new Intake.Samples(), registry, outbox, clock),
            "labels", new Desk<>(new Intake.Labels(), registry, outbox, clock),
            "commands", new Desk<>(new Intake.Commands(), registry, outbox, clock));
  }

  /** The templates of all paths that take records. */
  List<String> templates() {
    return desks.keySet().stream().sorted().map(kind -> "/streams/{stream}/" + kind).toList();
  }

  /** What takes the records of a path; empty if nothing does. */
  Optional<Receiver> at(List<String> path) {
    if (path.size() != 3 || !path.get(0).equals("streams")) {
      return Optional.empty();
    }
    return Optional.ofNullable(desks.get(path.get(2)))
        .map(desk -> (type, body, place) -> desk.receive(path.get(1), type, body, place));
  }

  /** Takes records of one kind. */
  private static final class Desk<T extends SpecificRecord> {

    private final Intake<T> intake;
    private final RecordEncoder<T> encoder;
    private final Outbox outbox;
    private final Clock clock;

    Desk(Intake<T> intake, Registry registry, Outbox outbox, Clock clock) {
      this.intake = intake;
      this.encoder = RecordEncoder.of(intake.topic(), intake.type(), registry);
      this.outbox = outbox;
      this.clock = clock;
    }

    Reply receive(String stream, String contentType, byte[] body, Room.Place place)
        throws TurnedAwayException {
      List<byte[]> values =
          Batch.of(intake, stream, contentType, body, clock.instant(), this::encoded, place);
      for (int i = 0; i < values.size(); i++) {
        if (values.get(i).length > MOST_BYTES) {
          return Reply.error(
              413,
              "none was taken, as record %d must have at most %d bytes in Avro: %d"
                  .formatted(i, MOST_BYTES, values.get(i).length));
        }
      }
      return outbox.send(intake.topic(), stream, values);
    }

    // An encoder belongs to one thread at a time.
    private synchronized byte[] encoded(T value) {
      return encoder.encode(value);
    }
  }
}
