package dev.perennial.evaluator.web;

import dev.perennial.evaluator.chronicle.ChronicleReader;

/**
 * Whether the application behind the pages works.
 *
 * @param status up unless it does not fold, or does not read the chronicle, and will not without
 *     help
 * @param chronicle what the reader of the chronicle does; one that waits for Kafka is not down
 */
public record Health(Status status, ChronicleReader.State chronicle) {

  /** Whether help is needed. */
  public enum Status {
    /** It works, or is about to. */
    UP,
    /** It does not work, and will not without help. */
    DOWN
  }
}
