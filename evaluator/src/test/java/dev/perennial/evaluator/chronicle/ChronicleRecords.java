package dev.perennial.evaluator.chronicle;

import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.schemas.Alert;
import dev.perennial.schemas.AlertState;
import dev.perennial.schemas.Held;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Ranked;
import dev.perennial.schemas.Ranking;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.topic.Topic;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Records that a chronicle is told, for tests: the event time is the place in seconds. */
public final class ChronicleRecords {

  static {
    // Avro copies records of trusted packages only; a topic trusts ours.
    Topic.METRICS.schema();
  }

  private ChronicleRecords() {}

  public static Metric metric(LearnerKey of, String name, long sequence, @Nullable Double value) {
    return Metric.newBuilder()
        .setStream(of.stream())
        .setLearner(of.learner())
        .setName(name)
        .setValue(value)
        .setAbsence(value == null ? "too early" : null)
        .setN(10)
        .setVersion(sequence / 10)
        .setSequence(sequence)
        .setEventTime(Instant.ofEpochSecond(sequence))
        .build();
  }

  public static Metric ofTask(LearnerKey of, int task, long sequence, double value) {
    return Metric.newBuilder(metric(of, "task-accuracy", sequence, value))
        .setTask(task(task))
        .setEvaluation(sequence / 100)
        .build();
  }

  public static Task task(int index) {
    return new Task(index, "task-" + index);
  }

  /** A score of a model in that period; null before the first. */
  public static Score score(
      LearnerKey of, long sequence, ScoreReason reason, @Nullable Integer period) {
    return Score.newBuilder()
        .setStream(of.stream())
        .setLearner(of.learner())
        .setEvaluation(sequence / 100)
        .setCells(1)
        .setReason(reason)
        .setVersion(sequence / 10)
        .setSequence(sequence)
        .setEventTime(Instant.ofEpochSecond(sequence))
        .setPeriod(period)
        .setLearned(period == null ? null : task(period))
        .setTask(task(0))
        .setCorrect(1)
        .setTotal(2)
        .build();
  }

  /** A step that learned the ten examples up to {@code last}. */
  public static StepReport step(LearnerKey of, long last, double lossNats) {
    return StepReport.newBuilder()
        .setStream(of.stream())
        .setLearner(of.learner())
        .setVersion((last + 1) / 10)
        .setEventTime(Instant.ofEpochSecond(last))
        .setSequences(LongStream.rangeClosed(last - 9, last).boxed().toList())
        .setLossNats(lossNats)
        .setReplayed(10)
        .setMemorySize(30)
        .setLearningRate(.05)
        .setMemoryByClass(List.of(new Held(0, "cat", 20), new Held(1, "dog", 10)))
        .setMemoryByTask(List.of(new Held(0, "task-0", 30)))
        .build();
  }

  public static ModelManifest snapshot(LearnerKey of, long sequence, @Nullable String command) {
    return ModelManifest.newBuilder()
        .setStream(of.stream())
        .setLearner(of.learner())
        .setVersion(sequence / 10)
        .setSequence(sequence)
        .setEventTime(Instant.ofEpochSecond(sequence))
        .setUri("file:///model")
        .setSha256("0".repeat(64))
        .setSizeBytes(1)
        .setCommand(command)
        .build();
  }

  public static Alert alert(LearnerKey of, String rule, long sequence, AlertState state) {
    return new Alert(
        of.stream(),
        of.learner(),
        rule,
        state,
        "forgetting",
        .5,
        "%s %s".formatted(rule, state == AlertState.FIRING ? "is broken" : "holds again"),
        sequence / 10,
        sequence,
        Instant.ofEpochSecond(sequence));
  }

  public static Ranking ranking(String stream, String champion, String challenger) {
    return new Ranking(
        stream,
        399L,
        Instant.ofEpochSecond(399),
        List.of(
            new Ranked(champion, .9, null, 3L, 40L, 0L, 0L, 0L, null),
            new Ranked(challenger, null, "too early", 3L, 40L, 20L, 1L, 9L, .02)),
        champion,
        null);
  }

  /** One of each kind. */
  public static void tellEverything(Chronicle chronicle, LearnerKey of) {
    chronicle.add(metric(of, "average-accuracy", 399, .9));
    chronicle.add(metric(of, "refused-steps", 399, 2.0));
    chronicle.add(metric(of, "plasticity", 399, null));
    chronicle.add(ofTask(of, 0, 399, .9));
    chronicle.add(score(of, -1, ScoreReason.BASELINE, null));
    chronicle.add(score(of, 399, ScoreReason.BOUNDARY, 0));
    chronicle.add(step(of, 399, .25), Instant.now());
    chronicle.add(snapshot(of, 399, "please"));
    chronicle.add(alert(of, "forgets", 299, AlertState.FIRING));
    chronicle.add(alert(of, "forgets", 399, AlertState.RESOLVED));
    chronicle.add(alert(of, "drops", 399, AlertState.FIRING));
    chronicle.add(ranking(of.stream(), of.learner(), "other"));
  }
}
