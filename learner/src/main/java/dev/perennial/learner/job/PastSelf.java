package dev.perennial.learner.job;

import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.snapshot.Safetensors;
import dev.perennial.learner.snapshot.Snapshot;
import dev.perennial.schemas.Task;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The model as it was before the first step on a task, kept until the task has enough hold-out
 * samples to score it on. On a live stream a task's hold-out samples come with its training
 * samples, too late for the scoring at the boundary; without its past self a learner's forward
 * transfer would stay unknown.
 *
 * @param task the task that was new
 * @param rows how many hold-out samples the task had then, on which it was scored like every model
 *     at a boundary
 * @param version the model's version then
 * @param sequence the place in the log up to which it had read
 * @param eventTime the event time there
 * @param period the period that had ended; null for the untrained model
 * @param learned the task that opened that period; null for the untrained model
 * @param model the model
 */
record PastSelf(
    Task task,
    int rows,
    long version,
    long sequence,
    Instant eventTime,
    @Nullable Integer period,
    @Nullable Task learned,
    Model model) {

  /**
   * So many hold-out samples are enough: the standard error of an accuracy is then at most 5
   * points.
   */
  static final int ENOUGH_ROWS = 100;

  private static final String NAME = "past-self";

  /** The same, scored on so many hold-out samples. */
  PastSelf scoredOn(int scoredRows) {
    return new PastSelf(task, scoredRows, version, sequence, eventTime, period, learned, model);
  }

  void save(StateStore store) {
    store.put(
        NAME,
        Safetensors.encode(
            model,
            Map.of(
                "task", text(task),
                "rows", Integer.toString(rows),
                "version", Long.toString(version),
                "sequence", Long.toString(sequence),
                "eventTime", eventTime.toString(),
                "period", period == null ? "" : period.toString(),
                "learned", learned == null ? "" : text(learned))));
  }

  static void remove(StateStore store) {
    store.remove(NAME);
  }

  static Optional<PastSelf> restore(StateStore store) {
    return store.get(NAME).map(Safetensors::decode).map(PastSelf::of);
  }

  private static PastSelf of(Snapshot saved) {
    Map<String, String> facts = saved.metadata();
    return new PastSelf(
        task(facts.getOrDefault("task", "")),
        Integer.parseInt(facts.getOrDefault("rows", "")),
        Long.parseLong(facts.getOrDefault("version", "")),
        Long.parseLong(facts.getOrDefault("sequence", "")),
        Instant.parse(facts.getOrDefault("eventTime", "")),
        Optional.ofNullable(facts.get("period"))
            .filter(text -> !text.isEmpty())
            .map(Integer::valueOf)
            .orElse(null),
        Optional.ofNullable(facts.get("learned"))
            .filter(text -> !text.isEmpty())
            .map(PastSelf::task)
            .orElse(null),
        saved.model());
  }

  private static String text(Task task) {
    return task.getIndex() + " " + task.getName();
  }

  private static Task task(String text) {
    int space = text.indexOf(' ');
    return new Task(Integer.parseInt(text.substring(0, space)), text.substring(space + 1));
  }
}
