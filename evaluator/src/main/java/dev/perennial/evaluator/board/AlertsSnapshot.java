package dev.perennial.evaluator.board;

import dev.perennial.schemas.Alert;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which rules a learner is held to, and which of them it breaks.
 *
 * @param rules the names of all rules that are for it, broken or not
 * @param firing what was said when each broken rule began to be, by rule
 */
public record AlertsSnapshot(SortedSet<String> rules, List<Alert> firing) {

  /** Copies both. */
  public AlertsSnapshot {
    rules = Collections.unmodifiableSortedSet(new TreeSet<>(rules));
    firing = List.copyOf(firing);
  }
}
