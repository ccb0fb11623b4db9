package dev.perennial.evaluator.alert;

import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.board.SavedPlace;
import dev.perennial.schemas.AlertState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One rule and one learner: whether the alert fires. Owned by one thread.
 *
 * <p>A value that comes again for the same place of the log, because more has become known of it,
 * takes the place of the one before and counts once.
 */
final class Watch {

  private final Condition condition;
  private final int after;
  private final Deque<Double> newest = new ArrayDeque<>();
  private Optional<Place> place = Optional.empty();
  private int badInARow;

  /** How many were bad in a row before the newest. */
  private int badBefore;

  private boolean isFiring;

  Watch(AlertRule rule) {
    this.condition = rule.condition();
    this.after = rule.after();
  }

  /**
   * Takes the next value and answers what it changes: an alert that begins or ends.
   *
   * @param value empty where the metric is undefined: that is not bad, and ends what fires
   * @param of the place in the log it is of; empty where it is of none, and is always another
   */
  Optional<AlertState> take(OptionalDouble value, Optional<Place> of) {
    boolean isGood = true;
    if (value.isPresent()) {
      if (of.isPresent() && of.equals(place)) {
        newest.removeLast();
      } else {
        badBefore = badInARow;
      }
      place = of;
      newest.addLast(value.getAsDouble());
      if (newest.size() > condition.window()) {
        newest.removeFirst();
      }
      double level = condition.level(newest, value.getAsDouble());
      badInARow = condition.isBad(level) ? Math.min(after, badBefore + 1) : 0;
      isGood = condition.isGood(level);
    } else {
      badInARow = 0;
      badBefore = 0;
      place = Optional.empty();
    }
    return turn(isGood);
  }

  private Optional<AlertState> turn(boolean isGood) {
    if (isFiring && isGood) {
      isFiring = false;
      return Optional.of(AlertState.RESOLVED);
    }
    if (!isFiring && badInARow >= after) {
      isFiring = true;
      return Optional.of(AlertState.FIRING);
    }
    return Optional.empty();
  }

  boolean isFiring() {
    return isFiring;
  }

  void save(DataOutput out) throws IOException {
    out.writeBoolean(place.isPresent());
    if (place.isPresent()) {
      SavedPlace.save(place.get(), out);
    }
    out.writeInt(badInARow);
    out.writeInt(badBefore);
    out.writeBoolean(isFiring);
    out.writeShort(newest.size());
    for (double value : newest) {
      out.writeDouble(value);
    }
  }

  /** Takes the state that {@link #save} wrote, in place of its own. */
  void load(DataInput in) throws IOException {
    place = in.readBoolean() ? Optional.of(SavedPlace.load(in)) : Optional.empty();
    badInARow = in.readInt();
    badBefore = in.readInt();
    isFiring = in.readBoolean();
    newest.clear();
    for (int left = in.readShort(); left > 0; left--) {
      newest.addLast(in.readDouble());
    }
  }
}
