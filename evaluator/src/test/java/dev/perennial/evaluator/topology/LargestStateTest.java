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
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LargestStateTest {

  @Test
  void theLargestMatrixFitsIntoOneChangelogRecord() throws IOException {
    AccuracyMatrix matrix = AccuracyMatrix.keeping(AccuracyMatrix.MOST_KEPT);
    for (int period = 0; period < AccuracyMatrix.MOST_KEPT + 20; period++) {
      matrix = matrix.with(evaluation(period, AccuracyMatrix.MOST_KEPT));
    }
    DataOutputStream counting = new DataOutputStream(OutputStream.nullOutputStream());
    matrix.save(counting);

    assertThat(counting.size()).isBetween(7_000_000, 15_000_000);
  }

  /** One of all tasks kept and as many that have not been learned. */
  private static Evaluation evaluation(int period, int unlearned) {
    List<TaskScore> scores = new ArrayList<>();
    for (int task = 0; task <= period; task++) {
      scores.add(new TaskScore(task, OptionalInt.of(task), new Cell(1, 2)));
    }
    for (int task = 0; task < unlearned; task++) {
      scores.add(new TaskScore(Topic.MOST_TASKS - 1 - task, OptionalInt.empty(), new Cell(1, 2)));
    }
    return new Evaluation(period, OptionalInt.of(period), OptionalInt.of(period), scores);
  }

  @Test
  void theLargestStateOfScoresThatTheRulesLetInFitsToo() throws IOException {
    FoldLimits limits = EvaluatorSettings.DEFAULTS.fold().limits();
    int open = limits.maxOpenEvaluations();
    StateCodec<ScoreState> codec =
        ScoreState.codec(
            new FoldSettings(
                100, 1000, .999, Metrics.MOST_EVALUATION_WINDOW, AccuracyMatrix.MOST_KEPT, limits));
    ScoreState state = codec.initial();
    for (int period = 0; period < Topic.MOST_CELLS; period++) {
      fold(state, period, period, Topic.MOST_CELLS, open);
    }
    // One is missing, and all that may wait for it do; behind them as many as may that never end.
    long next = Topic.MOST_CELLS + 1L;
    for (int i = 0; i < EvaluationMetrics.MOST_AHEAD; i++) {
      fold(state, next++, Topic.MOST_CELLS - 1, Topic.MOST_CELLS, open);
    }
    for (int i = 0; i < 2 * open; i++) {
      fold(state, next + 2L * i, 0, Topic.MOST_CELLS - 1, open);
    }
    DataOutputStream counting = new DataOutputStream(OutputStream.nullOutputStream());
    codec.save(state, counting);

    assertThat(counting.size()).isBetween(15_000_000, WriteBehindStoreBuilder.MAX_STATE_BYTES);
  }

  @Test
  void tenThousandTasksTakeNoMoreThanThoseKept() throws IOException {
    StateCodec<ScoreState> codec = ScoreState.codec(EvaluatorSettings.DEFAULTS.fold());
    ScoreState state = codec.initial();
    for (int period = 0; period < Topic.MOST_TASKS; period++) {
      Score own = score(period, 1, period, period);
      assertThat(Fault.in(own)).isEmpty();
      assertThat(state.faultOf(own, 1)).isEmpty();
      state.fold(own);
    }
    DataOutputStream counting = new DataOutputStream(OutputStream.nullOutputStream());
    codec.save(state, counting);

    assertThat(
            state.snapshot().orElseThrow().metrics().get("average-accuracy").value().getAsDouble())
        .isEqualTo(.5);
    assertThat(counting.size()).isLessThan(8_000_000);
  }

  /**
   * The scores of one evaluation of all tasks but those from {@code until} on, as far as let in:
   * the later the period, the lower.
   */
  private static void fold(ScoreState state, long number, int period, int until, int open) {
    for (int task = 0; task < until; task++) {
      Score score = score(number, Topic.MOST_CELLS, period, task);
      assertThat(Fault.in(score)).isEmpty();
      if (state.faultOf(score, open).isEmpty()) {
        state.fold(score);
      }
    }
  }

  private static Score score(long number, int cells, int period, int task) {
    return new Score(
        "s",
        "er",
        number,
        cells,
        ScoreReason.BOUNDARY,
        1L,
        1L,
        Instant.EPOCH,
        period,
        task(period),
        task(task),
        task,
        (long) Topic.MOST_TASKS - period / 2 - Topic.MOST_TASKS / 2,
        cells == 1
            ? 2 * (Topic.MOST_TASKS - period / 2 - Topic.MOST_TASKS / 2)
            : (long) Topic.MOST_TASKS,
        null,
        null,
        1L,
        2L,
        ByteBuffer.allocate(0));
  }

  private static Task task(int index) {
    // Three bytes a character.
    return new Task(index, "語".repeat(Topic.LONGEST_NAME));
  }
}
