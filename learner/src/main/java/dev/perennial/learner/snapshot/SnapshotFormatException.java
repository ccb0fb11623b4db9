package dev.perennial.learner.snapshot;

/** Bytes that are no snapshot. */
public final class SnapshotFormatException extends IllegalArgumentException {

  /** What is wrong, as a predicate: {@code has no header length}. */
  SnapshotFormatException(String fault) {
    super("a safetensors file " + fault);
  }

  /** The same, with what found it. */
  SnapshotFormatException(String fault, Throwable cause) {
    super("a safetensors file " + fault, cause);
  }
}
