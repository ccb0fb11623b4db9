package dev.perennial.ingest.topology;

import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Tasks that last until the stream changes: {@code default} before it ever has, then {@code
 * regime-1} and so on, or what the command that says so names. Owned by one thread.
 */
final class Regimes implements TaskNaming {

  private static final String NAME = "task";

  private final String stream;
  private final Dictionary<Task> tasks;
  private final int most;
  private final KeyValueStore<String, RegimeState> store;
  private RegimeState state;

  /** The regimes that the store has of a stream. */
  Regimes(
      String stream, Dictionary<Task> tasks, int most, KeyValueStore<String, RegimeState> store) {
    this.stream = stream;
    this.tasks = tasks;
    this.most = most;
    this.store = store;
    RegimeState stored = store.get(stream);
    this.state = stored == null ? RegimeState.FIRST : stored;
  }

  @Override
  public String taskOf(Sample sample, long sequence) {
    return state.name();
  }

  @Override
  public Change change(Map<String, String> parameters) {
    String name = parameters.getOrDefault(NAME, "regime-" + state.names().size());
    int known = state.names().indexOf(name);
    if (known == state.current()) {
      return new Change(false, "the stream's task is %s already".formatted(name));
    }
    if (known < 0 && (state.names().size() >= most || tasks.isFullFor(name, most))) {
      return new Change(false, "a stream must have at most %d tasks: %s".formatted(most, name));
    }
    begin(known, name);
    return new Change(true, "from here on samples that name no task belong to " + name);
  }

  private void begin(int known, String name) {
    List<String> names = new ArrayList<>(state.names());
    if (known < 0) {
      names.add(name);
    }
    state = new RegimeState(names, known < 0 ? names.size() - 1 : known);
    store.put(stream, state);
  }
}
