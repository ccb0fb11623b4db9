package dev.perennial.ingest.topology;

import dev.perennial.ingest.IngestSettings;

/**
 * The tasks of samples that name none: windows of the stream's log, each so many places long. What
 * a task is then is not what the data say, but retention and transfer from one window to the next
 * can be measured. The last task there may be has no end.
 *
 * @param places of the log a window is long; 0 for one task without an end
 * @param most how many windows there may be, at least 1
 */
record TaskWindows(int places, int most) {

  private static final String ONE = "default";

  /** Those of the settings. */
  static TaskWindows of(IngestSettings settings) {
    return new TaskWindows(settings.taskWindow(), settings.maxTasks());
  }

  /**
   * The name of the task at a place of the log.
   *
   * @param sequence at least 0
   */
  String at(long sequence) {
    return places == 0 ? ONE : "window-" + Math.min(sequence / places, most - 1);
  }
}
