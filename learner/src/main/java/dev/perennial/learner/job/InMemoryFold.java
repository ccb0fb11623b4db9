package dev.perennial.learner.job;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Placement;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.Registry;
import java.util.Map;
import java.util.TreeMap;

/**
 * The job without Flink: one learner folds one stream's log, entry by entry, by the same fold as
 * the job. Snapshots are announced with the SHA-256 the job would announce, and not kept.
 *
 * <p>Owned by one thread, which opens and closes it.
 */
public final class InMemoryFold implements AutoCloseable {

  private final Map<String, byte[]> state = new TreeMap<>();
  private final RejectLog rejectLog = new RejectLog();
  private final LearnerKey key;
  private final Fold fold;
  private long offset;

  /**
   * A fold that has read nothing.
   *
   * @param stream the stream's name, which is part of every snapshot
   * @param learner the learner's name, likewise; not empty and without slashes
   * @param registry knows the schema of experiences; not closed by the fold
   * @param results receives what comes out
   * @throws DeviceRefusedException if the settings demand a GPU: only Flink gives one
   */
  public InMemoryFold(
      String stream, String learner, LearnerSettings settings, Registry registry, Results results) {
    this.key = new LearnerKey(stream, learner);
    Placement placement = AllottedGpus.NONE.placement(learner, settings);
    this.fold =
        new Fold(
            key,
            settings,
            (recipe, features) -> Learners.open(recipe, features, placement),
            new UnkeptSnapshots(),
            RecordDecoder.of(Topic.EXPERIENCES, Experience.class, registry),
            results,
            rejectLog,
            StateStore.of(state));
  }

  /**
   * Folds the next entry.
   *
   * @param experience in the wire format; the array is never written to
   */
  public void accept(byte[] experience) {
    fold.accept(new Routed(key.text(), 0, offset++, 0, experience));
  }

  /**
   * How many bytes the learner saves: parameters, optimizer state, memory, statistics and counters.
   * The hold-out sets and the fold's own place do not count. Does not influence what is learned.
   */
  public long learnerBytes() {
    fold.save();
    return state.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(Fold.LEARNER))
        .mapToLong(entry -> entry.getValue().length)
        .sum();
  }

  @Override
  public void close() {
    fold.close();
    rejectLog.close();
  }
}
