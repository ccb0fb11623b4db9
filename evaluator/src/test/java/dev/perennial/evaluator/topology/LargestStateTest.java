package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.alert.AlertRules;
import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Cell;
import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.evaluator.metric.TaskScore;
import dev.perennial.evaluator.ranking.Contender;
import dev.perennial.evaluator.ranking.Contest;
import dev.perennial.evaluator.ranking.Objective;
import dev.perennial.evaluator.ranking.RankingSettings;
import dev.perennial.schemas.Ranking;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("soak")
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
  void theLargestStateOfAContenderFitsToo() throws IOException {
    StateCodec<Contender> codec =
        RankingFold.contenderCodec(
            new FoldSettings(
                100,
                1000,
                .999,
                Metrics.MOST_EVALUATION_WINDOW,
                AccuracyMatrix.MOST_KEPT,
                Map.of(),
                new RankingSettings(weights(), RankingSettings.MOST_WINDOW, .95, 3, Map.of()),
                AlertRules.of(Map.of()),
                Map.of(),
                EvaluatorSettings.DEFAULTS.fold().limits()));
    Contender contender = codec.initial();
    byte[] bits = new byte[RankingFold.MOST_TOLD / Byte.SIZE];
    Arrays.fill(bits, (byte) 0xff);
    for (int task = 0; task < Contender.MOST_TASKS; task++) {
      contender.answered(task, task, PLACE, ByteBuffer.wrap(bits), RankingFold.MOST_TOLD);
    }
    AccuracyMatrix matrix = AccuracyMatrix.keeping(AccuracyMatrix.MOST_KEPT);
    for (int number = 0; number < AccuracyMatrix.MOST_KEPT; number++) {
      // Of the first ones nothing is kept but the matrix.
      if (number >= AccuracyMatrix.MOST_KEPT - Metrics.MOST_EVALUATION_WINDOW) {
        contender.evaluated(largest(number), new Place(number, number, Instant.EPOCH), matrix);
      }
      matrix = matrix.with(largest(number));
    }
    // One is missing, and all that may wait for it do.
    for (int i = 1; i <= 100; i++) {
      contender.evaluated(largest(AccuracyMatrix.MOST_KEPT + i), PLACE, matrix);
    }
    DataOutputStream counting = new DataOutputStream(OutputStream.nullOutputStream());
    codec.save(contender, counting);

    assertThat(counting.size()).isBetween(8_000_000, WriteBehindStoreBuilder.MAX_STATE_BYTES);
  }

  private static final Place PLACE = new Place(1, 1, Instant.EPOCH);

  /** Of those that keep something; the others are read off the matrix. */
  private static Map<String, Double> weights() {
    Map<String, Double> weights = new TreeMap<>();
    Metrics.ofEvaluations(Metrics.MOST_EVALUATION_WINDOW, 2)
        .forEach(metric -> weights.put(metric.name(), 1.0));
    return weights;
  }

  private static Evaluation largest(int number) {
    int period = Math.min(number, AccuracyMatrix.MOST_KEPT - 1);
    return new Evaluation(
        number,
        OptionalInt.of(period),
        OptionalInt.of(period),
        IntStream.range(0, Topic.MOST_CELLS)
            .mapToObj(
                task -> new TaskScore(task, OptionalInt.of(task), new Cell(1000L - number, 1000)))
            .toList());
  }

  @Test
  void theLargestStateOfAContestFitsToo() throws IOException {
    // Every learner leads, under the longest name.
    Contest contest = new Contest();
    Objective objective = new Objective(RankingSettings.DEFAULTS, 10, 100);
    TreeMap<String, Contender> contenders = new TreeMap<>();
    RankingSettings settings =
        new RankingSettings(Map.of(), 5, .95, 1_000, Map.of("s", "champion"));
    for (int i = 0; i < EvaluatorSettings.DEFAULTS.maxLearners(); i++) {
      String name = i == 0 ? "champion" : "語".repeat(Topic.LONGEST_NAME - 4) + (1_000 + i);
      Contender contender = Contender.unknown(objective);
      contender.answered(0, 0, PLACE, ByteBuffer.wrap(new byte[] {(byte) (i == 0 ? 0 : 0xff)}), 8);
      Evaluation evaluation =
          new Evaluation(
              0,
              OptionalInt.of(0),
              OptionalInt.of(0),
              List.of(new TaskScore(0, OptionalInt.of(0), new Cell(i == 0 ? 0 : 8, 8))));
      contender.evaluated(evaluation, PLACE, AccuracyMatrix.keeping(100));
      contenders.put(name, contender);
      contest.after(Optional.of(name), "s", contenders, settings);
    }
    DataOutputStream counting = new DataOutputStream(OutputStream.nullOutputStream());
    RankingFold.contestCodec().save(contest, counting);

    assertThat(counting.size()).isBetween(3_000_000, WriteBehindStoreBuilder.MAX_STATE_BYTES);
    // What is published of so many fits into a record of the topic.
    byte[] ranking =
        RecordEncoder.of(
                Topic.RANKINGS,
                Ranking.class,
                Registry.at(RegistrySettings.at("mock://largest-ranking")))
            .encode(
                contest.after(Optional.of("champion"), "s", contenders, settings).orElseThrow());
    assertThat(ranking.length).isBetween(3_000_000, Topic.MAX_OUTPUT_BYTES);
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
