package dev.perennial.cli.pipeline;

/** A run that stood still for too long; the message says what it waited for. */
public final class StalledException extends RuntimeException {

  /** With what was waited for. */
  public StalledException(String message) {
    super(message);
  }
}
