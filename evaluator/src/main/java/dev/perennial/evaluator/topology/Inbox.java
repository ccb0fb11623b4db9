package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Rejection;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.Rejects;
import dev.perennial.schemas.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the records of one topic. What cannot be folded goes to rejects, whole and with its reason;
 * it is counted, and the first of its kind is logged. Owned by the thread of its task.
 */
final class Inbox<T extends SpecificRecord> {

  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  private final RecordDecoder<T> decoder;
  private final Function<T, LearnerKey> learner;
  private final Function<T, Optional<Fault>> rules;
  private final Board board;
  private final ProcessorContext<Object, SpecificRecord> context;
  private final String rejectsSink;

  Inbox(
      RecordDecoder<T> decoder,
      Function<T, LearnerKey> learner,
      Function<T, Optional<Fault>> rules,
      Board board,
      ProcessorContext<Object, SpecificRecord> context,
      String rejectsSink) {
    this.decoder = decoder;
    this.learner = learner;
    this.rules = rules;
    this.board = board;
    this.context = context;
    this.rejectsSink = rejectsSink;
  }

  /**
   * The value of {@code record}; empty if it cannot be folded and has gone to rejects.
   *
   * @param stateRules why a value that is right by itself cannot be folded into the state there is
   */
  Optional<T> open(Record<byte[], byte[]> record, Function<T, Optional<Fault>> stateRules) {
    T value;
    try {
      value = decoder.decode(record.value());
    } catch (WireFormatException e) {
      reject(record, new Fault(e.reason(), String.valueOf(e.getMessage())));
      return Optional.empty();
    }
    Optional<Fault> fault =
        wrongKey(record.key(), learner.apply(value))
            .or(() -> rules.apply(value))
            .or(() -> stateRules.apply(value));
    if (fault.isPresent()) {
      reject(record, fault.get());
      return Optional.empty();
    }
    return Optional.of(value);
  }

  // A state lives by its key: a record under another key would be folded apart from the rest.
  private static Optional<Fault> wrongKey(byte @Nullable [] key, LearnerKey learner) {
    byte[] expected = learner.text().getBytes(StandardCharsets.UTF_8);
    if (Arrays.equals(key, expected)) {
      return Optional.empty();
    }
    return Optional.of(
        new Fault(
            "wrong-key",
            "the key must be %s: %s"
                .formatted(
                    learner.text(),
                    key == null ? "null" : new String(key, StandardCharsets.UTF_8))));
  }

  private void reject(Record<byte[], byte[]> record, Fault fault) {
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record has come from no topic"));
    Reject reject =
        Rejects.of(
            new Rejects.Place(metadata.topic(), metadata.partition(), metadata.offset()),
            Instant.ofEpochMilli(record.timestamp()),
            record.key(),
            record.value(),
            fault.reason(),
            fault.detail());
    if (board.rejected(new Rejection(metadata.topic(), fault.reason())) == 1) {
      LOG.warn(
          "A record was rejected; others of this kind will only be counted topic={} partition={}"
              + " offset={} reason={} detail={}",
          metadata.topic(),
          metadata.partition(),
          metadata.offset(),
          reject.getReason(),
          reject.getDetail());
    }
    context.forward(
        new Record<Object, SpecificRecord>(
            Rejects.keyOf(reject), reject, context.currentSystemTimeMs()),
        rejectsSink);
  }
}
