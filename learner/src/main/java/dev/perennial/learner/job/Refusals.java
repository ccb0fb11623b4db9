package dev.perennial.learner.job;

import dev.perennial.learner.learning.Refusal;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a fold remembers of updates that its learner refused, and what its {@link OnPoison} made of
 * them. Owned by one thread.
 */
final class Refusals {

  /** Halvings after which the rate stays, at about a thousandth. */
  private static final int MOST_HALVINGS = 10;

  private long count;
  private int halvings;
  private boolean stopped;

  /** How many updates were refused. */
  long count() {
    return count;
  }

  /** What is left of the recipe's rate, in (0, 1]. */
  double share() {
    return Math.scalb(1.0, -halvings);
  }

  /** Whether the learner learns nothing any more. */
  boolean stopped() {
    return stopped;
  }

  /** Of a step that was made, so many updates were refused: nothing follows from them. */
  void within(int updates) {
    count += updates;
  }

  /** A whole step was refused. */
  void add(Refusal refusal, OnPoison policy) {
    count++;
    if (refusal.isOfRows()) {
      return;
    }
    switch (policy) {
      case SKIP -> {}
      case HALVE_RATE -> halvings = Math.min(MOST_HALVINGS, halvings + 1);
      case STOP -> stopped = true;
    }
  }

  /** Goes on under that policy: what another one made of refused steps is forgotten. */
  void goOn(OnPoison policy) {
    stopped &= policy == OnPoison.STOP;
    halvings = policy == OnPoison.HALVE_RATE ? halvings : 0;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeInt(halvings);
    out.writeBoolean(stopped);
  }

  void read(DataInput in) throws IOException {
    count = in.readLong();
    halvings = in.readInt();
    stopped = in.readBoolean();
  }
}
