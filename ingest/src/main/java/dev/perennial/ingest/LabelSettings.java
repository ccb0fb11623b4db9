package dev.perennial.ingest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.perennial.schemas.settings.Problems;
import java.time.Duration;
import java.util.Locale;

/**
 * How labels that come apart from their samples are joined to them.
 *
 * @param patience how much later than its sample a label may be written, or a sample than its
 *     label, at least 0; 0: nothing waits
 * @param maxWaiting samples a partition may keep that wait for their labels, and labels that wait
 *     for their samples, at least 1; beyond it the oldest wait no longer
 * @param maxWaitingBytes their bytes, of each of the two, at least 1; likewise
 * @param store where samples wait
 */
public record LabelSettings(Duration patience, int maxWaiting, long maxWaitingBytes, Store store) {

  static final LabelSettings DEFAULTS =
      new LabelSettings(Duration.ofHours(24), 100_000, 64L << 20, Store.MEMORY);

  /** Where samples wait. Either way a changelog restores them. */
  public enum Store {
    /** The heap. */
    MEMORY,
    /** RocksDB in Kafka Streams' state directory: needs its library, which excludes Flink's. */
    ROCKSDB;

    /** The name in the settings. */
    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Store of(String text) {
      for (Store store : values()) {
        if (store.text().equals(text)) {
          return store;
        }
      }
      throw new IllegalArgumentException("must be memory or rocksdb: " + text);
    }
  }

  /** Checks the ranges. */
  public LabelSettings {
    new Problems("labels")
        .require(!patience.isNegative(), "patience", "must be at least PT0S", patience)
        .atLeast("maxWaiting", maxWaiting, 1)
        .atLeast("maxWaitingBytes", maxWaitingBytes, 1)
        .throwIfAny();
  }
}
