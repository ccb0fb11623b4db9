package dev.perennial.evaluator.board;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;

/** A place as part of a saved state, 24 bytes. */
public final class SavedPlace {

  private SavedPlace() {}

  /**
   * Writes a place.
   *
   * @throws IOException if {@code out} fails
   */
  public static void save(Place place, DataOutput out) throws IOException {
    out.writeLong(place.version());
    out.writeLong(place.sequence());
    out.writeLong(place.eventTime().toEpochMilli());
  }

  /**
   * Reads a place.
   *
   * @throws IOException if {@code in} fails
   */
  public static Place load(DataInput in) throws IOException {
    return new Place(in.readLong(), in.readLong(), Instant.ofEpochMilli(in.readLong()));
  }
}
