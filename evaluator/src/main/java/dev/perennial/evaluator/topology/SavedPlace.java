package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.Place;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;

/** A place as part of a saved state, 24 bytes. */
final class SavedPlace {

  private SavedPlace() {}

  static void save(Place place, DataOutput out) throws IOException {
    out.writeLong(place.version());
    out.writeLong(place.sequence());
    out.writeLong(place.eventTime().toEpochMilli());
  }

  static Place load(DataInput in) throws IOException {
    return new Place(in.readLong(), in.readLong(), Instant.ofEpochMilli(in.readLong()));
  }
}
