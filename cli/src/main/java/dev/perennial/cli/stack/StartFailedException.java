package dev.perennial.cli.stack;

/** A part of the embedded stack did not start; the message says which, and where to look. */
public final class StartFailedException extends RuntimeException {

  public StartFailedException(String message) {
    super(message);
  }

  public StartFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
