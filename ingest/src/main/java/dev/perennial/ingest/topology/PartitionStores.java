package dev.perennial.ingest.topology;

import java.util.function.Function;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * All that is kept of a partition: what a restart needs to go on with the same numbers.
 *
 * @param streams next place in the log and format of the tensors of each stream
 * @param names index of each class and task
 * @param regimes of streams whose task has changed
 * @param held labels and commands whose place has not come
 * @param offsets how far samples are read, and how late it is
 * @param unlabelled samples that wait for their labels
 * @param early labels that wait for their samples
 * @param seen names of samples, in blocks
 * @param commands names of commands, in blocks
 * @param expired names of samples that waited in vain or were forgotten, in blocks
 */
record PartitionStores(
    KeyValueStore<String, StreamState> streams,
    KeyValueStore<Name, Integer> names,
    KeyValueStore<String, RegimeState> regimes,
    KeyValueStore<HeldRecords.Place, HeldRecords.Held> held,
    KeyValueStore<String, Long> offsets,
    KeyValueStore<SampleName, Waiting.ForLabel> unlabelled,
    KeyValueStore<SampleName, Waiting.ForSample> early,
    KeyValueStore<Long, byte[]> seen,
    KeyValueStore<Long, byte[]> commands,
    KeyValueStore<Long, byte[]> expired) {

  static final String STREAMS = "streams";
  static final String NAMES = "names";
  static final String REGIMES = "regimes";
  static final String HELD = "held";
  static final String OFFSETS = "offsets";
  static final String UNLABELLED = "unlabelled";
  static final String EARLY = "early-labels";
  static final String SEEN = "seen";
  static final String COMMANDS = "commands";
  static final String EXPIRED = "expired";

  /** Calls when all of them must be as they are to be kept. */
  static final String HOOK = "before-commit";

  /** Those that {@code named} answers by name; each must be of its kind. */
  @SuppressWarnings("unchecked") // Whoever made the stores gave each its serdes.
  static PartitionStores of(Function<String, StateStore> named) {
    return new PartitionStores(
        (KeyValueStore<String, StreamState>) named.apply(STREAMS),
        (KeyValueStore<Name, Integer>) named.apply(NAMES),
        (KeyValueStore<String, RegimeState>) named.apply(REGIMES),
        (KeyValueStore<HeldRecords.Place, HeldRecords.Held>) named.apply(HELD),
        (KeyValueStore<String, Long>) named.apply(OFFSETS),
        (KeyValueStore<SampleName, Waiting.ForLabel>) named.apply(UNLABELLED),
        (KeyValueStore<SampleName, Waiting.ForSample>) named.apply(EARLY),
        (KeyValueStore<Long, byte[]>) named.apply(SEEN),
        (KeyValueStore<Long, byte[]>) named.apply(COMMANDS),
        (KeyValueStore<Long, byte[]>) named.apply(EXPIRED));
  }
}
