package dev.perennial.cli.quality;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.topology.InMemoryEvaluator;
import dev.perennial.learner.job.InMemoryFold;
import dev.perennial.learner.job.Results;
import dev.perennial.learner.job.Routed;
import dev.perennial.schemas.Audit;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures what comes out of one cell's fold, and the processor time of it: the clock on the wall
 * would tell more of the other cells than of this one. Owned by one thread.
 */
final class CellMeasurement implements Results {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final InMemoryEvaluator evaluator =
      new InMemoryEvaluator(EvaluatorSettings.DEFAULTS.fold());

  private @Nullable ModelManifest manifest;
  private String lastReject = "there was no training sample";
  private long learned;
  private long rejected;
  private boolean isTraining;
  private boolean isOpen;
  private boolean isScored;
  private long timed;
  private long nanos;

  /** The hold-out has been read: from now on time counts. */
  void startClock() {
    isTraining = true;
  }

  /**
   * Folds an entry. The first one of training does not count, as it may open the learner, nor does
   * one that scores a model.
   */
  void time(InMemoryFold fold, byte[] experience) {
    isScored = false;
    long before = cpuNanos();
    fold.accept(experience);
    if (isTraining && isOpen && !isScored) {
      nanos += cpuNanos() - before;
      timed++;
    }
    isOpen = isTraining;
  }

  /** Processor time of the calling thread so far. */
  static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Samples a second of the time that counts; 0 where none was. */
  double samplesPerCpuSecond() {
    return nanos == 0 ? 0 : timed / (nanos / 1e9);
  }

  /** The newest snapshot; empty before the first. */
  Optional<ModelManifest> manifest() {
    return Optional.ofNullable(manifest);
  }

  /** How many training samples were learned. */
  long learned() {
    return learned;
  }

  /** How many entries the learner did not take. */
  long rejected() {
    return rejected;
  }

  /** Why it did not take the last one. */
  String lastReject() {
    return lastReject;
  }

  /** The metrics that have a value, by their wire names. */
  Map<String, Double> metrics() {
    Map<String, Double> values = new HashMap<>();
    evaluator.answers().metrics().forEach((name, value) -> put(values, name, value));
    evaluator
        .scores()
        .ifPresent(scores -> scores.metrics().forEach((name, value) -> put(values, name, value)));
    evaluator
        .steps()
        .ifPresent(steps -> steps.metrics().forEach((name, value) -> put(values, name, value)));
    return values;
  }

  private static void put(Map<String, Double> values, String name, Measured measured) {
    measured.value().ifPresent(value -> values.put(name, value));
  }

  @Override
  public void predicted(Prediction prediction) {
    evaluator.accept(prediction);
  }

  @Override
  public void stepped(StepReport report) {
    learned += report.getSequences().size();
    evaluator.accept(report);
  }

  @Override
  public void scored(Score score) {
    isScored = true;
    evaluator.accept(score);
  }

  @Override
  public void published(ModelManifest published) {
    manifest = published;
  }

  @Override
  public void audited(Audit audit) {
    // Cells are not steered.
  }

  @Override
  public void rejected(Routed entry, String reason, String detail) {
    rejected++;
    lastReject = reason + ": " + detail;
  }
}
