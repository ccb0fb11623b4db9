package dev.perennial.cli.growth;

import dev.perennial.learner.job.InMemoryFold;
import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.learner.job.Routed;
import dev.perennial.learner.job.ScoringSettings;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.wire.Registry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * The job's own fold on a {@link DrawnLog}, and the processor time it takes: that of its thread
 * alone, as the machine may have other work. What comes out of it goes nowhere. Owned by one
 * thread.
 */
final class TimedFold implements AutoCloseable {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Encoded at once, so that a long log takes no memory. */
  private static final int AT_ONCE = 1_000;

  private final DrawnLog log;
  private final InMemoryFold fold;
  private int task;

  /** A fold that has read nothing, with the settings that are shipped. */
  TimedFold(Registry registry, Recipe recipe, List<Integer> shape) {
    this.log = new DrawnLog(registry, shape);
    this.fold =
        new InMemoryFold(
            DrawnLog.STREAM,
            recipe.strategy(),
            new LearnerSettings(
                DrawnLog.STREAM,
                recipe,
                ScoringSettings.DEFAULTS,
                LearnerSettings.DEFAULTS.holdoutCapacity()),
            registry,
            TimedFold::refuse);
  }

  /** Learns samples of a task; nanoseconds that all of them took. */
  long train(int samples, int ofTask) {
    task = ofTask;
    return take(samples, ofTask, Role.TRAINING);
  }

  /** The task that was learned last; 0 before the first. */
  int task() {
    return task;
  }

  /** Keeps hold-out samples of a task. */
  void holdOut(int samples, int ofTask) {
    take(samples, ofTask, Role.HOLDOUT);
  }

  private long take(int samples, int ofTask, Role role) {
    long nanos = 0;
    for (int left = samples; left > 0; left -= AT_ONCE) {
      List<byte[]> entries = log.next(Math.min(left, AT_ONCE), ofTask, role);
      long before = THREADS.getCurrentThreadCpuTime();
      entries.forEach(fold::accept);
      nanos += THREADS.getCurrentThreadCpuTime() - before;
    }
    return nanos;
  }

  @Override
  public void close() {
    fold.close();
  }

  private static void refuse(Routed entry, String reason, String detail) {
    throw new IllegalStateException(reason + ": " + detail);
  }
}
