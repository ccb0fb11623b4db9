package dev.perennial.cli.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.perennial.cli.pipeline.LearnerOutcome;
import dev.perennial.cli.pipeline.Outcome;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The report file of {@code perennial run}. A value that is undefined is null.
 *
 * @param data what {@code --data} named
 * @param scenario what {@code --scenario} named
 * @param strategy the learning system
 * @param seed where every random number came from
 * @param samples training samples learned
 * @param tasks the tasks' names in the order of the stream
 * @param accuracyMatrix a row a learning period, a column a task, in [0, 1]
 * @param baselineAccuracy of the untrained model, by task, in [0, 1]
 * @param averageAccuracy after the last period, over all tasks
 * @param backwardTransfer what later learning did to earlier tasks
 * @param forwardTransfer what earlier learning did for later tasks
 * @param forgetting how far tasks fell from their best
 * @param averageAnytimeAccuracy over all evaluations
 * @param prequentialAccuracy of predictions made before learning
 * @param kappa the same against chance
 * @param lost published samples not predicted or not learned
 * @param duplicated published samples predicted or learned more than once
 * @param rejected samples that ingest did not accept
 * @param steps updates made
 * @param refusedSteps updates refused, as they would have poisoned the model
 * @param samplesPerSecond training samples a second of {@code wallSeconds}
 * @param wallSeconds from the first training sample published to the last metric
 * @param modelSha256 of the last snapshot
 * @param versions of Perennial and what it is made of
 */
@JsonPropertyOrder({
  "data",
  "scenario",
  "strategy",
  "seed",
  "samples",
  "tasks",
  "accuracyMatrix",
  "baselineAccuracy",
  "averageAccuracy",
  "backwardTransfer",
  "forwardTransfer",
  "forgetting",
  "averageAnytimeAccuracy",
  "prequentialAccuracy",
  "kappa",
  "lost",
  "duplicated",
  "rejected",
  "steps",
  "refusedSteps",
  "samplesPerSecond",
  "wallSeconds",
  "modelSha256",
  "versions"
})
public record RunReport(
    String data,
    String scenario,
    String strategy,
    long seed,
    long samples,
    List<String> tasks,
    List<List<OptionalDouble>> accuracyMatrix,
    List<OptionalDouble> baselineAccuracy,
    OptionalDouble averageAccuracy,
    OptionalDouble backwardTransfer,
    OptionalDouble forwardTransfer,
    OptionalDouble forgetting,
    OptionalDouble averageAnytimeAccuracy,
    OptionalDouble prequentialAccuracy,
    OptionalDouble kappa,
    long lost,
    long duplicated,
    long rejected,
    long steps,
    OptionalDouble refusedSteps,
    double samplesPerSecond,
    double wallSeconds,
    String modelSha256,
    Map<String, String> versions) {

  /** Copies the collections. */
  public RunReport {
    tasks = List.copyOf(tasks);
    accuracyMatrix = List.copyOf(accuracyMatrix);
    baselineAccuracy = List.copyOf(baselineAccuracy);
    versions = new TreeMap<>(versions);
  }

  /** The report on one learner of a run. */
  public static RunReport of(
      String data,
      String scenario,
      String strategy,
      long seed,
      Outcome outcome,
      LearnerOutcome learner,
      Map<String, String> versions) {
    return new RunReport(
        data,
        scenario,
        strategy,
        seed,
        outcome.samples(),
        outcome.tasks(),
        learner.accuracyMatrix(),
        learner.baselineAccuracy(),
        learner.metric("average-accuracy"),
        learner.metric("backward-transfer"),
        learner.metric("forward-transfer"),
        learner.metric("forgetting"),
        learner.metric("average-anytime-accuracy"),
        learner.metric("prequential-accuracy"),
        learner.metric("kappa"),
        learner.deliveries().lost(),
        learner.deliveries().duplicated(),
        outcome.rejected(),
        learner.steps(),
        learner.metric("refused-steps"),
        outcome.samplesPerSecond(),
        outcome.wallSeconds(),
        learner.modelSha256(),
        versions);
  }
}
