package dev.perennial.cli.cluster;

/** A part of a checkpoint or savepoint. */
public enum StatePart {
  /** The file that names all others. */
  METADATA,
  /** The largest file that the metadata name. */
  LARGEST_FILE
}
