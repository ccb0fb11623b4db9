package dev.perennial.learner.job;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * The folds of a task that are in memory: at most so many, those that read an entry last. The one
 * that must make room is written to its state and closed, and is made again from there when its
 * next entry comes; it cannot tell that from a restart. Owned by one thread.
 */
final class AwakeFolds implements AutoCloseable {

  private final int most;
  private final BiConsumer<String, Runnable> underKey;
  private final Counter woken;
  private final Counter pagedOut;

  /** By their keys, the one that read its last entry longest ago first. */
  private final Map<String, Fold> folds = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * None yet.
   *
   * @param most folds that are in memory at once, at least 1
   * @param underKey runs something while a key's state is the current one
   * @param metrics is told how many are in memory, how many were made again and how many made room
   */
  AwakeFolds(int most, BiConsumer<String, Runnable> underKey, MetricGroup metrics) {
    this.most = most;
    this.underKey = underKey;
    metrics.gauge("modelsAwake", folds::size);
    this.woken = metrics.counter("modelsWoken");
    this.pagedOut = metrics.counter("modelsPagedOut");
  }

  /** The fold of a key that is about to read an entry; empty if it is not in memory. */
  Optional<Fold> of(String key) {
    return Optional.ofNullable(folds.get(key));
  }

  /** Makes the fold of a key that has none, once there is room. */
  Fold begin(String key, Supplier<Fold> made) {
    while (folds.size() >= most) {
      pageOutEldest();
    }
    Fold fold = made.get();
    folds.put(key, fold);
    return fold;
  }

  /** Makes the fold of a key again that is not in memory, once there is room. */
  Fold wake(String key, Supplier<Fold> made) {
    Fold fold = begin(key, made);
    woken.inc();
    return fold;
  }

  private void pageOutEldest() {
    Iterator<Map.Entry<String, Fold>> eldestFirst = folds.entrySet().iterator();
    Map.Entry<String, Fold> eldest = eldestFirst.next();
    underKey.accept(eldest.getKey(), eldest.getValue()::save);
    eldest.getValue().close();
    eldestFirst.remove();
    pagedOut.inc();
  }

  /** Writes the state of all; those that are not in memory wrote theirs when they left it. */
  void save() {
    folds.forEach((key, fold) -> underKey.accept(key, fold::save));
  }

  /** Closes all; nothing is written. */
  @Override
  public void close() {
    folds.values().forEach(Fold::close);
    folds.clear();
  }
}
