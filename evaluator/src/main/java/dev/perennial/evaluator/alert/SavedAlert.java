package dev.perennial.evaluator.alert;

import dev.perennial.schemas.Alert;
import dev.perennial.schemas.AlertState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;

/** An alert that fires, as part of a saved state. */
final class SavedAlert {

  private SavedAlert() {}

  static void save(Alert alert, DataOutput out) throws IOException {
    Watches.text(alert.getStream(), out);
    Watches.text(alert.getLearner(), out);
    Watches.text(alert.getRule(), out);
    Watches.text(alert.getMetric(), out);
    // An alert begins with a value.
    out.writeDouble(alert.getValue());
    Watches.text(alert.getDetail(), out);
    out.writeLong(alert.getVersion());
    out.writeLong(alert.getSequence());
    out.writeLong(alert.getEventTime().toEpochMilli());
  }

  static Alert load(DataInput in) throws IOException {
    return new Alert(
        Watches.text(in),
        Watches.text(in),
        Watches.text(in),
        AlertState.FIRING,
        Watches.text(in),
        in.readDouble(),
        Watches.text(in),
        in.readLong(),
        in.readLong(),
        Instant.ofEpochMilli(in.readLong()));
  }
}
