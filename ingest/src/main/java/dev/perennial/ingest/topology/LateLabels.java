package dev.perennial.ingest.topology;

import dev.perennial.ingest.LabelSettings;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Joins labels to samples that stand in the log without one, whichever comes first. Time is that of
 * the broker: the newest sample, or label whose place has come, says how late it is. Owned by one
 * thread.
 */
final class LateLabels {

  /** The key in the store of offsets. */
  private static final String CLOCK = "clock";

  private final LabelSettings settings;
  private final WaitingRoom<Waiting.ForLabel> samples;
  private final WaitingRoom<Waiting.ForSample> labels;
  private final RememberedIds expired;
  private final KeyValueStore<String, Long> clocks;
  private long clock;

  /** What the stores hold. Linear in it. */
  LateLabels(LabelSettings settings, PartitionStores stores) {
    this.settings = settings;
    this.samples = new WaitingRoom<>(stores.unlabelled(), settings);
    this.labels = new WaitingRoom<>(stores.early(), settings);
    this.expired = new RememberedIds(stores.expired(), settings.maxWaiting());
    this.clocks = stores.offsets();
    Long stored = clocks.get(CLOCK);
    this.clock = stored == null ? 0 : stored;
  }

  /** Whether labels are joined at all. */
  boolean isOn() {
    return settings.patience().toMillis() > 0;
  }

  /** Hears of a record that was written then. */
  void advance(long time) {
    if (isOn() && time > clock) {
      clock = time;
    }
  }

  /** Writes how late it is; what waits is written at once. */
  void save() {
    clocks.put(CLOCK, clock);
    expired.save();
  }

  /** Lets a sample wait for its label. */
  void await(SampleName name, Waiting.ForLabel sample) {
    if (isOn()) {
      samples.enter(name, sample);
    }
  }

  /** Whether a sample waits for its label. */
  boolean awaits(SampleName name) {
    return samples.has(name);
  }

  /** Takes out the sample that waits for its label; empty if none of that name does. */
  Optional<Waiting.ForLabel> take(SampleName name) {
    return samples.take(name);
  }

  /** Lets a sample wait no longer, and go. */
  void forget(SampleName name) {
    if (samples.take(name).isPresent()) {
      expired.add(name);
    }
  }

  /** Whether a sample of that name waited in vain or was forgotten, as far as is remembered. */
  boolean isTooLateFor(SampleName name) {
    return expired.has(name);
  }

  /** Lets a label wait for its sample. */
  void hold(SampleName name, Waiting.ForSample label) {
    labels.enter(name, label);
  }

  /** Whether a label waits for that sample. */
  boolean holds(SampleName name) {
    return labels.has(name);
  }

  /** Takes out the label that waits for a sample; empty if none does. */
  Optional<Waiting.ForSample> early(SampleName name) {
    return labels.take(name);
  }

  /** Takes out the oldest sample that has waited in vain; empty if none has. */
  Optional<WaitingRoom.Left<Waiting.ForLabel>> unlabelled() {
    Optional<WaitingRoom.Left<Waiting.ForLabel>> left = samples.leave(clock);
    left.ifPresent(sample -> expired.add(sample.name()));
    return left;
  }

  /** Takes out the oldest label that has waited in vain; empty if none has. */
  Optional<WaitingRoom.Left<Waiting.ForSample>> unclaimed() {
    return labels.leave(clock);
  }

  /** How long a half waits for the other, in words. */
  String limits() {
    return "%s, and at most %d of %d bytes wait"
        .formatted(settings.patience(), settings.maxWaiting(), settings.maxWaitingBytes());
  }
}
