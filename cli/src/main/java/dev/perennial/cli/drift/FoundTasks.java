package dev.perennial.cli.drift;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.drift.ErrorWatch;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.topology.InMemoryEvaluator;
import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.topology.InMemoryIngest;
import dev.perennial.learner.job.InMemoryFold;
import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.learner.job.Results;
import dev.perennial.learner.job.Routed;
import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.wire.Registry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.Set;

/**
 * A stream whose samples name no task, learned by one learner through ingest and evaluator, without
 * Kafka: a change that the learner's errors tell is commanded before the next sample, as soon as it
 * could be.
 */
public final class FoundTasks implements Results {

  private final Optional<String> errors;
  private final ErrorWatch watch = new ErrorWatch();
  private final InMemoryEvaluator evaluator =
      new InMemoryEvaluator(EvaluatorSettings.DEFAULTS.fold());
  private final Queue<Prediction> alarms = new ArrayDeque<>();
  private final Set<Integer> tasks = new HashSet<>();
  private int changes;
  private int last;

  private FoundTasks(Optional<String> errors) {
    this.errors = errors;
  }

  /**
   * What came of it.
   *
   * @param accuracy prequential, of all samples in their order; empty if none was learned
   * @param tasks how many tasks there were
   * @param changes how often another task began, one that returned included
   */
  public record Found(OptionalDouble accuracy, int tasks, int changes) {}

  /**
   * Learns a stream.
   *
   * @param curriculum whose samples are published without their tasks
   * @param ingestSettings say how tasks are named
   * @param errors the detector that watches the learner's errors; empty for none
   */
  public static Found run(
      Curriculum curriculum,
      IngestSettings ingestSettings,
      Optional<String> errors,
      LearnerSettings learner,
      Registry registry) {
    FoundTasks found = new FoundTasks(errors);
    String stream = curriculum.training().iterator().next().getStream();
    try (InMemoryFold fold = new InMemoryFold(stream, "watched", learner, registry, found)) {
      InMemoryIngest ingest = new InMemoryIngest(ingestSettings, registry, fold::accept);
      for (Sample sample : curriculum.training()) {
        ingest.accept(Sample.newBuilder(sample).setTask(null).build());
        found.command(ingest);
      }
      ingest.accept(commanded("end", stream, CommandKind.BOUNDARY));
    }
    Measured accuracy =
        found
            .evaluator
            .answers()
            .metrics()
            .getOrDefault("prequential-accuracy", Measured.absent("nothing was learned", 0));
    return new Found(accuracy.value(), found.tasks.size(), found.changes);
  }

  private void command(InMemoryIngest ingest) {
    for (Prediction alarm = alarms.poll(); alarm != null; alarm = alarms.poll()) {
      ingest.accept(
          commanded("drift-" + alarm.getSequence(), alarm.getStream(), CommandKind.CHANGE));
    }
  }

  private static Command commanded(String id, String stream, CommandKind kind) {
    return new Command(id, stream, kind, Instant.EPOCH, null, Map.of(), null, null);
  }

  @Override
  public void predicted(Prediction prediction) {
    evaluator.accept(prediction);
    int task = prediction.getTask().getIndex();
    tasks.add(task);
    changes += task == last ? 0 : 1;
    last = task;
    ClassLabel predicted = prediction.getPredicted();
    boolean isRight = predicted != null && predicted.equals(prediction.getActual());
    if (errors.isPresent() && watch.add(errors.get(), isRight)) {
      alarms.add(prediction);
    }
  }

  @Override
  public void rejected(Routed entry, String reason, String detail) {
    throw new IllegalStateException("an entry was refused: " + reason + ": " + detail);
  }
}
