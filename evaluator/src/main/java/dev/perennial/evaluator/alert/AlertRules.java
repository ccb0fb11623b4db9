package dev.perennial.evaluator.alert;

import dev.perennial.evaluator.board.LearnerKey;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rules of the settings.
 *
 * @param byName every rule, without problems
 */
public record AlertRules(SortedMap<String, AlertRule> byName) {

  /** Copies the rules. */
  public AlertRules {
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
  }

  /** Rules without problems, by name. */
  public static AlertRules of(Map<String, AlertRule> byName) {
    return new AlertRules(new TreeMap<>(byName));
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return byName.isEmpty();
  }

  /** Whether any is for that learner. */
  public boolean areFor(LearnerKey learner) {
    return byName.values().stream().anyMatch(rule -> rule.isFor(learner));
  }
}
