package dev.perennial.ingest.publish;

import org.apache.kafka.common.KafkaException;

/**
 * The broker has ended a transaction that its publisher did not end, and nobody has taken the
 * publisher's name. What stands committed is a beginning of what was published; a successor of the
 * same name can go on behind it.
 */
public final class TransactionUndoneException extends KafkaException {

  private static final long serialVersionUID = 1;

  TransactionUndoneException(String name, Exception cause) {
    super("the broker undid a transaction of %s: %s".formatted(name, cause.getMessage()), cause);
  }
}
