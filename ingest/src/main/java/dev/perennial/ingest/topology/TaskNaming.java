package dev.perennial.ingest.topology;

import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.TaskRule;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/** How the tasks of one stream's samples are named where they name none. Owned by one thread. */
interface TaskNaming {

  /** What a change did, or why it did nothing. */
  record Change(boolean obeyed, String effect) {}

  /**
   * The name of the task that a sample belongs to if it is the next entry. Changes nothing.
   *
   * @param sequence the place it would have, at least 0
   */
  String taskOf(Sample sample, long sequence);

  /**
   * Hears of a sample that was accepted, and is for learning or answering. What it changes holds
   * from the next sample on.
   */
  default void accepted(Sample sample) {}

  /** Writes what has changed since the last save. */
  default void save() {}

  /** Begins another task, as a command says. */
  default Change change(Map<String, String> parameters) {
    return new Change(false, "the stream's tasks are windows, which no command begins");
  }

  /**
   * The naming that the settings ask for.
   *
   * @param format of the stream's samples; empty before the first
   * @param tasks of the stream: it says whether there is room for another
   * @param regimes where what a naming remembers is kept
   */
  static TaskNaming of(
      IngestSettings settings,
      String stream,
      Optional<Format> format,
      Dictionary<Task> tasks,
      KeyValueStore<String, RegimeState> regimes) {
    TaskRule rule = settings.tasksOf(stream);
    int most = settings.limits().maxTasks();
    if (rule instanceof TaskRule.Count count) {
      return (sample, sequence) -> "window-" + Math.min(sequence / count.places(), most - 1);
    }
    if (rule instanceof TaskRule.Time time) {
      return (sample, sequence) -> {
        String name = "from-" + start(sample.getEventTime(), time.window());
        return tasks.isFullFor(name, most - 1) ? "other-times" : name;
      };
    }
    return new RegimeTasks(
        stream,
        format,
        tasks,
        settings.limits(),
        regimes,
        rule instanceof TaskRule.Detect ? Optional.of(settings.drift()) : Optional.empty());
  }

  private static Instant start(Instant time, Duration window) {
    long millis = time.toEpochMilli();
    return Instant.ofEpochMilli(millis - Math.floorMod(millis, window.toMillis()));
  }
}
