package dev.perennial.learner.job;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lets results out that do not stand on their topics already. One that follows a reading of those
 * topics holds them back until {@link #open}: another task may still be reading, and would wait for
 * the end of the transaction into which they go. Owned by one thread.
 */
final class Outlet implements Consumer<Emission> {

  private final Committed committed;
  private final Consumer<Emission> out;
  private final List<Emission> held = new ArrayList<>();
  private boolean isOpen;

  private Outlet(Committed committed, Consumer<Emission> out, boolean isOpen) {
    this.committed = committed;
    this.out = out;
    this.isOpen = isOpen;
  }

  /** One that lets out everything. */
  static Outlet open(Consumer<Emission> out) {
    return new Outlet(Committed.nothing(), out, true);
  }

  /** One that lets out, once it is opened, what is not committed. */
  static Outlet behind(Committed committed, Consumer<Emission> out) {
    return new Outlet(committed, out, false);
  }

  @Override
  public void accept(Emission emission) {
    if (committed.takes(emission)) {
      return;
    }
    if (isOpen) {
      out.accept(emission);
    } else {
      held.add(emission);
    }
  }

  /** Lets out what was held back, in its order, and holds back nothing more. */
  void open() {
    isOpen = true;
    held.forEach(out);
    held.clear();
  }

  /** Whether results are still expected that stand on their topics. */
  boolean isBehind() {
    return committed.size() > 0;
  }
}
