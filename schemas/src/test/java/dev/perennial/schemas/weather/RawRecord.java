package dev.perennial.schemas.weather;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record as it comes from a broker, whoever wrote it. Its arrays are never written to. */
public final class RawRecord {

  /** What was done to it, for the message of a test that fails. */
  public final String kind;

  /** Null for a record without a key. */
  public final byte @Nullable [] key;

  /** Null for a record without a value. */
  public final byte @Nullable [] value;

  /** None, or some that nobody asked for. */
  public final List<Header> headers;

  /** A record. */
  public RawRecord(
      String kind, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
    this.kind = kind;
    this.key = key;
    this.value = value;
    this.headers = headers;
  }
}
