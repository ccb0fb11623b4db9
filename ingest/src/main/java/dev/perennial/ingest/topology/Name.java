package dev.perennial.ingest.topology;

/** A name within a stream: the key of the store that knows its index. */
record Name(String stream, Kind kind, String text) {

  /** What a name names. */
  enum Kind {
    CLASS,
    TASK
  }
}
