package dev.perennial.cli.stack;

/** A part of a running stack died; the message says which. */
public final class PartFailedException extends RuntimeException {

  PartFailedException(String message) {
    super(message);
  }

  PartFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
