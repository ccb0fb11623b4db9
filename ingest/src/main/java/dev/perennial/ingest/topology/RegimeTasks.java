package dev.perennial.ingest.topology;

import dev.perennial.ingest.IngestLimits;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.drift.DriftSettings;
import dev.perennial.schemas.drift.RegimeTracker;
import dev.perennial.schemas.drift.Regimes;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that last until the stream changes: because a command says so, or the features do, where
 * they are watched. A regime that returns has the name it had. Where only one more task has room,
 * all other regimes share it. Owned by one thread.
 */
final class RegimeTasks implements TaskNaming {

  /** The parameter of a command that names the task it begins. */
  private static final String NAME = "task";

  /** The first regime of a stream whose features are not watched. */
  private static final String UNWATCHED = "default";

  private static final String OTHERS = "other-regimes";

  /** So many names of the longest still fit into a record of the changelog. */
  private static final int MOST_GIVEN = 1_000;

  private static final Bytes NOTHING = Bytes.wrap(new byte[0]);

  private final String stream;
  private final Dictionary<Task> tasks;
  private final IngestLimits limits;
  private final KeyValueStore<String, RegimeState> store;
  private final Optional<DriftSettings> drift;
  private final Map<Integer, String> given = new TreeMap<>();
  private int current;
  private int begun = 1;
  private @Nullable RegimeTracker tracker;
  private boolean hasChanged;

  /**
   * The regimes that the store has of a stream.
   *
   * @param format of its samples; empty before the first
   * @param drift how features are watched; empty if they are not
   */
  RegimeTasks(
      String stream,
      Optional<Format> format,
      Dictionary<Task> tasks,
      IngestLimits limits,
      KeyValueStore<String, RegimeState> store,
      Optional<DriftSettings> drift) {
    this.stream = stream;
    this.tasks = tasks;
    this.limits = limits;
    this.store = store;
    this.drift = drift;
    RegimeState stored = store.get(stream);
    if (stored != null) {
      given.putAll(stored.given());
      current = stored.current();
      begun = stored.begun();
    }
    if (stored != null && drift.isPresent() && !stored.tracker().equals(NOTHING)) {
      tracker = new RegimeTracker(drift.get(), format.orElseThrow().elements());
      tracker.decode(ByteBuffer.wrap(stored.tracker().get()));
    }
  }

  @Override
  public String taskOf(Sample sample, long sequence) {
    String name = nameOf(current);
    return tasks.isFullFor(name, limits.maxTasks() - 1) ? OTHERS : name;
  }

  private String nameOf(int regime) {
    String known = given.get(regime);
    if (known != null) {
      return known;
    }
    return regime == 0 && drift.isEmpty() ? UNWATCHED : Regimes.nameOf(regime);
  }

  @Override
  public void accepted(Sample sample) {
    if (drift.isEmpty()) {
      return;
    }
    if (tracker == null) {
      tracker = new RegimeTracker(drift.get(), Format.of(sample.getFeatures()).elements());
    }
    enter(tracker.add(sample.getFeatures()));
  }

  @Override
  public Change change(Map<String, String> parameters) {
    String wished = parameters.get(NAME);
    Optional<String> refusal = refusal(parameters, wished);
    if (refusal.isPresent()) {
      return new Change(false, refusal.get());
    }
    int next = next(wished);
    if (next == current) {
      return new Change(
          false, "the stream has had too few samples since its task began: " + nameOf(current));
    }
    enter(next);
    if (wished != null && !wished.equals(nameOf(next))) {
      given.put(next, wished);
    }
    return new Change(true, "from here on samples that name no task belong to " + nameOf(current));
  }

  private Optional<String> refusal(Map<String, String> parameters, @Nullable String wished) {
    if (parameters.size() > (wished == null ? 0 : 1)) {
      return Optional.of(
          "CHANGE takes no parameter but task: " + new TreeMap<>(parameters).keySet());
    }
    if (wished == null) {
      return Optional.empty();
    }
    if (wished.isEmpty() || wished.length() > limits.maxNameLength()) {
      return Optional.of(
          "a task's name must have 1 to %d characters: %d"
              .formatted(limits.maxNameLength(), wished.length()));
    }
    if (wished.equals(nameOf(current))) {
      return Optional.of("the stream's task is %s already".formatted(wished));
    }
    return given.size() >= MOST_GIVEN && !given.containsValue(wished)
        ? Optional.of("commands must name at most %d tasks".formatted(MOST_GIVEN))
        : Optional.empty();
  }

  /** The regime that a command begins; the present one if it cannot begin another. */
  private int next(@Nullable String wished) {
    if (drift.isPresent()) {
      // It may begin its windows anew even where it begins no regime.
      hasChanged = true;
      return tracker == null ? current : tracker.changeByCommand();
    }
    for (int regime = 0; wished != null && regime < begun; regime++) {
      if (nameOf(regime).equals(wished)) {
        return regime;
      }
    }
    return begun;
  }

  private void enter(int regime) {
    current = regime;
    begun = Math.max(begun, regime + 1);
    hasChanged = true;
  }

  @Override
  public void save() {
    if (hasChanged) {
      hasChanged = false;
      store.put(stream, new RegimeState(current, begun, given, tracked()));
    }
  }

  private Bytes tracked() {
    if (tracker == null) {
      return NOTHING;
    }
    ByteBuffer bytes = ByteBuffer.allocate(tracker.sizeBytes());
    tracker.encode(bytes);
    return Bytes.wrap(bytes.array());
  }
}
