package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Cell;
import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.TaskScore;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.topic.Topic;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
    StateCodec<ScoreState> codec = ScoreState.codec(EvaluatorSettings.DEFAULTS.fold());
    ScoreState state = codec.initial();
    int open = EvaluatorSettings.DEFAULTS.maxOpenEvaluations();
    for (int period = 0; period < Topic.MOST_TASKS; period++) {
      fold(state, period, period, Topic.MOST_TASKS, open);
    }
    // A gap before every second one, and behind each of them one that never ends.
    for (int i = 0; i < 3 * open; i++) {
      long number = Topic.MOST_TASKS + 10 + 3L * i;
      fold(state, number, 0, 1, open);
      fold(state, number + 1, 0, Topic.MOST_TASKS - 1, open);
    }
    DataOutputStream counting = new DataOutputStream(OutputStream.nullOutputStream());
    codec.save(state, counting);

    assertThat(counting.size()).isBetween(15_000_000, WriteBehindStoreBuilder.MAX_STATE_BYTES);
  }

  /**
   * The scores of one evaluation of all tasks but those from {@code until} on, as far as let in.
   */
  private static void fold(ScoreState state, long number, int period, int until, int open) {
    for (int task = 0; task < until; task++) {
      Score score =
          new Score(
              "s",
              "er",
              number,
              until == 1 ? 1 : Topic.MOST_TASKS,
              ScoreReason.BOUNDARY,
              1L,
              1L,
              Instant.EPOCH,
              period,
              task(period),
              task(task),
              task,
              1L,
              2L,
              null,
              null);
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
