package dev.perennial.ingest.data;

import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns of a table are no features, and what becomes of its bad rows.
 *
 * @param label the column of the class; every table must have it
 * @param task the column of the task; a table without it names no tasks, unless the name is another
 *     than {@value #DEFAULT_TASK}
 * @param id the column that names the samples; empty names them by their place
 * @param time the column of the event time; empty counts milliseconds by place
 * @param ignored columns that are left out where they are there
 * @param badRows hears of every row that cannot be used
 */
public record TableOptions(
    String label,
    String task,
    Optional<String> id,
    Optional<String> time,
    Set<String> ignored,
    BadRows badRows) {

  /** The label's column unless told otherwise. */
  public static final String DEFAULT_LABEL = "class";

  /** The task's column unless told otherwise. */
  public static final String DEFAULT_TASK = "task";

  /** What is left out unless told otherwise: a row's place in the stream says it already. */
  public static final String DEFAULT_IGNORED = "date";

  /** The usual columns; the first bad row ends the reading. */
  public static final TableOptions DEFAULTS =
      new TableOptions(
          DEFAULT_LABEL,
          DEFAULT_TASK,
          Optional.empty(),
          Optional.empty(),
          Set.of(DEFAULT_IGNORED),
          BadRows.refused());

  /**
   * Copies the set.
   *
   * @throws InvalidSettingsException if one column is to be two things
   */
  public TableOptions {
    ignored = Set.copyOf(ignored);
    List<String> named = new ArrayList<>(List.of(label, task));
    id.ifPresent(named::add);
    time.ifPresent(named::add);
    Set<String> once = new HashSet<>();
    for (String name : named) {
      if (!once.add(name)) {
        throw new InvalidSettingsException(
            List.of(
                "label, task, id and time must be four columns: \"%s\" is two".formatted(name)));
      }
    }
  }

  /** The same with rows that cannot be used told to {@code badRows}. */
  public TableOptions with(BadRows badRows) {
    return new TableOptions(label, task, id, time, ignored, badRows);
  }

  /** Whether a column is a feature as far as its name tells. */
  boolean isFeature(String name) {
    return !name.equals(label)
        && !name.equals(task)
        && id.filter(name::equals).isEmpty()
        && time.filter(name::equals).isEmpty()
        && !ignored.contains(name);
  }
}
