package dev.perennial.ingest.topology;

import dev.perennial.ingest.TaskRule;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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

  /** Begins another task, as a command says. */
  default Change change(Map<String, String> parameters) {
    return new Change(false, "the stream's tasks are windows, which no command begins");
  }

  /**
   * The naming that a rule asks for.
   *
   * @param tasks of the stream: it says whether there is room for another
   * @param most tasks there may be
   * @param regimes where what a naming remembers is kept
   */
  static TaskNaming of(
      TaskRule rule,
      String stream,
      Dictionary<Task> tasks,
      int most,
      KeyValueStore<String, RegimeState> regimes) {
    if (rule instanceof TaskRule.Count count) {
      return (sample, sequence) -> "window-" + Math.min(sequence / count.places(), most - 1);
    }
    if (rule instanceof TaskRule.Time time) {
      return (sample, sequence) -> {
        String name = "from-" + start(sample.getEventTime(), time.window());
        return tasks.isFullFor(name, most - 1) ? "other-times" : name;
      };
    }
    return new Regimes(stream, tasks, most, regimes);
  }

  private static Instant start(Instant time, Duration window) {
    long millis = time.toEpochMilli();
    return Instant.ofEpochMilli(millis - Math.floorMod(millis, window.toMillis()));
  }
}
