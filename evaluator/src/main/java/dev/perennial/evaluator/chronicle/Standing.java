package dev.perennial.evaluator.chronicle;

import dev.perennial.schemas.Alert;
import dev.perennial.schemas.Held;
import dev.perennial.schemas.StepReport;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where a learner stands.
 *
 * @param metrics the newest value of each metric that is about no task alone, by name
 * @param step the newest step; empty while none has been seen
 * @param samplesPerSecond how many it learned a second lately; empty while no step has been seen
 * @param memoryByClass what the memory holds, as last measured; empty where it was not
 * @param memoryByTask likewise
 * @param alerts those that fire, by rule
 */
public record Standing(
    Map<String, Newest> metrics,
    Optional<StepReport> step,
    OptionalDouble samplesPerSecond,
    List<Held> memoryByClass,
    List<Held> memoryByTask,
    List<Alert> alerts) {

  /** Of a learner that nothing is known of. */
  public static final Standing UNKNOWN =
      new Standing(
          Map.of(), Optional.empty(), OptionalDouble.empty(), List.of(), List.of(), List.of());

  /** Copies the collections. */
  public Standing {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    memoryByClass = List.copyOf(memoryByClass);
    memoryByTask = List.copyOf(memoryByTask);
    alerts = List.copyOf(alerts);
  }
}
