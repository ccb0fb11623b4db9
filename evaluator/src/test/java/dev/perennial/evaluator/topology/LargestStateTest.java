package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Cell;
import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.evaluator.metric.TaskScore;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.topic.Topic;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LargestStateTest {

  @Test
  void theLargestMatrixFitsIntoOneChangelogRecord() throws IOException {
    List<TaskScore> scores =
        IntStream.range(0, Topic.MOST_TASKS)
            .mapToObj(task -> new TaskScore(task, OptionalInt.of(task), new Cell(1, 2)))
            .toList();
    AccuracyMatrix matrix = AccuracyMatrix.EMPTY;
    for (int period = 0; period < Topic.MOST_TASKS; period++) {
      matrix =
          matrix.with(
              new Evaluation(period, OptionalInt.of(period), OptionalInt.of(period), scores));
    }
    DataOutputStream counting = new DataOutputStream(OutputStream.nullOutputStream());
    matrix.save(counting);

    assertThat(counting.size()).isBetween(13_000_000, WriteBehindStoreBuilder.MAX_STATE_BYTES);
  }

  @Test
  void theLargestStateOfScoresThatTheRulesLetInFitsToo() throws IOException {
    FoldLimits limits = EvaluatorSettings.DEFAULTS.fold().limits();
    int open = limits.maxOpenEvaluations();
    StateCodec<ScoreState> codec =
        ScoreState.codec(new FoldSettings(100, 1000, .999, Metrics.MOST_EVALUATION_WINDOW, limits));
    ScoreState state = codec.initial();
    for (int period = 0; period < Topic.MOST_TASKS; period++) {
      fold(state, period, period, Topic.MOST_TASKS, open);
    }
    // One is missing, and all that may wait for it do; behind them as many as may that never end.
    long next = Topic.MOST_TASKS + 1L;
    for (int i = 0; i < EvaluationMetrics.MOST_AHEAD; i++) {
      fold(state, next++, Topic.MOST_TASKS - 1, Topic.MOST_TASKS, open);
    }
    for (int i = 0; i < 2 * open; i++) {
      fold(state, next + 2L * i, 0, Topic.MOST_TASKS - 1, open);
    }
    DataOutputStream counting = new DataOutputStream(OutputStream.nullOutputStream());
    codec.save(state, counting);

    assertThat(counting.size()).isBetween(20_000_000, WriteBehindStoreBuilder.MAX_STATE_BYTES);
  }

  /**
   * The scores of one evaluation of all tasks but those from {@code until} on, as far as let in:
   * the later the period, the lower.
   */
  private static void fold(ScoreState state, long number, int period, int until, int open) {
    for (int task = 0; task < until; task++) {
      Score score =
          new Score(
              "s",
              "er",
              number,
              Topic.MOST_TASKS,
              ScoreReason.BOUNDARY,
              1L,
              1L,
              Instant.EPOCH,
              period,
              task(period),
              task(task),
              task,
              (long) Topic.MOST_TASKS - period,
              (long) Topic.MOST_TASKS,
              null,
              null,
              null,
              null,
              ByteBuffer.allocate(0));
      assertThat(Fault.in(score)).isEmpty();
      if (state.faultOf(score, open).isEmpty()) {
        state.fold(score);
      }
    }
  }

  private static Task task(int index) {
    // Three bytes a character.
    return new Task(index, "語".repeat(Topic.LONGEST_NAME));
  }
}
