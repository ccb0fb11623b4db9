package dev.perennial.evaluator.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.chronicle.History.Seen;
import dev.perennial.evaluator.metric.Metrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a thousand learners of twenty tasks take, when every curve is as long as it can be. */
@Tag("soak")
class ChronicleMemoryTest {

  private static final int LEARNERS = 1_000;
  private static final int TASKS = 20;
  private static final long MOST_BYTES = 200 << 20;

  @Test
  void aThousandLearnersOfTwentyTasksTakeLessThan200MiB() throws Exception {
    List<String> names = new ArrayList<>();
    Metrics.ofMatrix().forEach(metric -> names.add(metric.name()));
    Metrics.ofEvaluations(10, 10).forEach(metric -> names.add(metric.name()));
    Metrics.ofAnswers(10, .9).forEach(metric -> names.add(metric.name()));
    Metrics.ofCurves().forEach(metric -> names.add(metric.name()));
    Metrics.ofSteps().forEach(metric -> names.add(metric.name()));
    long before = used();
    Chronicle chronicle = new Chronicle();
    List<LearnerKey> learners =
        IntStream.range(0, LEARNERS)
            .mapToObj(number -> new LearnerKey("stream-" + number % 20, "learner-" + number))
            .toList();
    learners.forEach(key -> ChronicleRecords.tellEverything(chronicle, key));
    // All of them go on side by side: what has been thinned grows again.
    for (long place = 1_000; place < 1_300; place++) {
      double value = (place * 7919 % 1000) / 1000.;
      for (LearnerKey key : learners) {
        for (String name : names) {
          chronicle.add(ChronicleRecords.metric(key, name, place, value));
        }
        for (int task = 0; task < TASKS; task++) {
          chronicle.add(ChronicleRecords.ofTask(key, task, place, value));
        }
        chronicle.add(ChronicleRecords.step(key, place, value), Instant.EPOCH);
        chronicle.add(ChronicleRecords.snapshot(key, place, null));
      }
    }
    long taken = used() - before;
    int curves =
        chronicle.since(new LearnerKey("stream-0", "learner-0"), Seen.NOTHING).curves().size();
    System.out.printf(
        "%d learners of %d tasks: %d curves each, %.1f MiB%n",
        LEARNERS, TASKS, curves, taken / (double) (1 << 20));

    assertThat(curves).isEqualTo(names.size() + TASKS + 3);
    assertThat(chronicle.refused()).isZero();
    assertThat(taken).isLessThan(MOST_BYTES);
  }

  private static long used() throws InterruptedException {
    for (int time = 0; time < 3; time++) {
      System.gc();
      // What a collection has found to be cleaned up is cleaned up by another thread.
      Thread.sleep(100);
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
