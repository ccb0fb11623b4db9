package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Cell;
import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.TaskScore;
import dev.perennial.schemas.topic.Topic;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
}
