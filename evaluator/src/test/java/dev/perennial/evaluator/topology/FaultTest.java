package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.topic.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reason a record is refused for, with its sentence. */
class FaultTest {

  private static final FoldLimits LIMITS = new FoldLimits(10, 3, 5, 2);
  private static final String LONG = "n".repeat(1_025);

  @BeforeAll
  static void trustTheContract() {
    // Builders copy, and Avro copies only what the topics have made it trust.
    assertThat(Topic.values()).isNotEmpty();
  }

  private static Prediction.Builder prediction() {
    return Prediction.newBuilder(Records.prediction(7, 1, 2));
  }

  private static Score.Builder score() {
    return Score.newBuilder(Records.evaluation(0, 0, .5).get(0));
  }

  private static StepReport.Builder step() {
    return StepReport.newBuilder(Records.step(3, 1.0, .5));
  }

  private record Case(String detail, Optional<Fault> fault) {

    static Case of(String detail, Prediction.Builder prediction) {
      return new Case(detail, Fault.in(prediction.build(), LIMITS));
    }

    static Case of(String detail, Score.Builder score) {
      return new Case(detail, Fault.in(score.build()));
    }

    static Case of(String detail, StepReport.Builder step) {
      return new Case(detail, Fault.in(step.build()));
    }

    @Override
    public String toString() {
      return detail;
    }
  }

  static Stream<Case> outOfRange() {
    return Stream.of(
        Case.of("sequence must be in [0, 9223372036854775806]: -1", prediction().setSequence(-1)),
        Case.of(
            "sequence must be in [0, 9223372036854775806]: 9223372036854775807",
            prediction().setSequence(Long.MAX_VALUE)),
        Case.of("version must be in [0, 9223372036854775807]: -2", prediction().setVersion(-2)),
        Case.of("confidence must be in [0.0, 1.0]: NaN", prediction().setConfidence(Float.NaN)),
        Case.of("confidence must be in [0.0, 1.0]: 1.5", prediction().setConfidence(1.5f)),
        Case.of(
            "predicted.index must be in [0, 2]: 3",
            prediction().setPredicted(new ClassLabel(3, "d"))),
        Case.of(
            "actual.index must be in [0, 2]: 2147483647",
            prediction().setActual(new ClassLabel(Integer.MAX_VALUE, "d"))),
        Case.of("evaluation must be in [0, 9223372036854775806]: -1", score().setEvaluation(-1)),
        Case.of("cells must be in [1, 700]: 2147483647", score().setCells(Integer.MAX_VALUE)),
        Case.of("cells must be in [1, 700]: 0", score().setCells(0)),
        Case.of("version must be in [0, 9223372036854775807]: -1", score().setVersion(-1)),
        Case.of("sequence must be in [-1, 9223372036854775807]: -2", score().setSequence(-2)),
        Case.of(
            "total must be in [1, 2147483647]: 9223372036854775807",
            score().setTotal(Long.MAX_VALUE)),
        Case.of("correct must be in [0, 100]: 101", score().setCorrect(101)),
        Case.of(
            "lossNats must be in [0.0, 1.7976931348623157E308]: NaN",
            score().setLossNats(Double.NaN)),
        Case.of(
            "task.index must be in [0, 9999]: 1000000000", score().setTask(task(1_000_000_000))),
        Case.of("learned.index must be in [0, 9999]: -1", score().setLearned(task(-1))),
        Case.of("period must be in [0, 9999]: 1000000000", score().setPeriod(1_000_000_000)),
        Case.of("taskPeriod must be in [0, 9999]: 10000", score().setTaskPeriod(10_000)),
        Case.of(
            "compared must be in [0, 100]: 101", score().setNegativeFlips(0L).setCompared(101L)),
        Case.of("negativeFlips must be in [0, 7]: 8", score().setNegativeFlips(8L).setCompared(7L)),
        Case.of("version must be in [1, 9223372036854775807]: 0", step().setVersion(0)),
        Case.of("sequences.length must be in [1, 2147483647]: 0", step().setSequences(List.of())),
        Case.of(
            "batchLossNats must be in [0.0, 1.7976931348623157E308]: NaN",
            step().setBatchLossNats(Double.NaN)),
        Case.of(
            "batchLossAfterNats must be in [0.0, 1.7976931348623157E308]: -1.0",
            step().setBatchLossAfterNats(-1.0)));
  }

  private static Task task(int index) {
    return new Task(index, "t");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("outOfRange")
  void isForANumberOutOfRange(Case refused) {
    assertThat(refused.fault).contains(new Fault("out-of-range", refused.detail));
  }

  static Stream<Case> longNames() {
    return Stream.of(
        Case.of("stream must have at most 1024 characters: 1025", prediction().setStream(LONG)),
        Case.of("learner must have at most 1024 characters: 1025", prediction().setLearner(LONG)),
        Case.of("stream must have at most 1024 characters: 1025", score().setStream(LONG)),
        Case.of("learner must have at most 1024 characters: 1025", score().setLearner(LONG)),
        Case.of("stream must have at most 1024 characters: 1025", step().setStream(LONG)),
        Case.of("learner must have at most 1024 characters: 1025", step().setLearner(LONG)),
        Case.of(
            "task.name must have at most 1024 characters: 1025",
            score().setTask(new Task(0, LONG))),
        Case.of(
            "learned.name must have at most 1024 characters: 1025",
            score().setLearned(new Task(0, LONG))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("longNames")
  void isForANameThatIsTooLongToKeep(Case refused) {
    assertThat(refused.fault).contains(new Fault("long-name", refused.detail));
  }

  @Test
  void isForAPredictionFarAheadOfAllBefore() {
    AnswerState state = new AnswerState(EvaluatorSettings.DEFAULTS.fold());
    assertThat(state.faultOf(Records.prediction(1_000_000, 0, 0), 5))
        .as("the first stands anywhere")
        .isEmpty();
    state.fold(Records.prediction(10, 0, 0));

    assertThat(state.faultOf(Records.prediction(16, 0, 0), 5)).isEmpty();
    assertThat(state.faultOf(Records.prediction(17, 0, 0), 5))
        .contains(
            new Fault(
                "sequence-gap",
                "predictions are folded up to sequence 10, the next may leave out at most 5: 17"));
    assertThat(state.faultOf(Records.prediction(10, 0, 0), 5))
        .contains(new Fault("already-folded", "predictions are folded up to sequence 10: 10"));
  }

  @Test
  void isForAStepThatCameBefore() {
    StepState state = new StepState();
    state.fold(Records.step(4, null, null));

    assertThat(state.faultOf(Records.step(5, null, null))).isEmpty();
    assertThat(state.faultOf(Records.step(4, null, null)))
        .contains(new Fault("already-folded", "steps are folded up to version 4: 4"));
  }

  @Test
  void isForAnEvaluationTooManyButNeverForTheNextOne() {
    ScoreState state = new ScoreState(EvaluatorSettings.DEFAULTS.fold());
    // Evaluations of two scores each: one score of 0, 20 and 30.
    for (int number : new int[] {0, 20, 30}) {
      Score first = Records.evaluation(number, 0, .5, .5).get(0);
      boolean isLetIn = state.faultOf(first, 2).isEmpty();
      assertThat(isLetIn).isEqualTo(number < 30);
      if (isLetIn) {
        state.fold(first);
      }
    }
    assertThat(state.faultOf(Records.evaluation(30, 0, .5, .5).get(0), 2))
        .contains(
            new Fault(
                "too-many-evaluations", "at most 2 evaluations may be open or missing before: 30"));
    for (int number = 0; number < 10; number++) {
      for (Score score : Records.evaluation(number, 0, .5, .5)) {
        assertThat(state.faultOf(score, 2).isEmpty())
            .isEqualTo(number > 0 || score.getTask().getIndex() == 1);
        state.fold(score);
      }
    }
    assertThat(state.snapshot().orElseThrow().evaluation()).isEqualTo(9);
  }

  @Test
  void isForAMetricThatTheEvaluatorWouldNotWrite() {
    Metric good = new Metric("s", "er", "kappa", null, .5, null, 1L, 1L, -1L, Instant.EPOCH, null);
    assertThat(Fault.in(good)).isEmpty();
    assertThat(
            Stream.of(
                    Metric.newBuilder(good).setValue(Double.NaN),
                    Metric.newBuilder(good).setValue(Double.POSITIVE_INFINITY),
                    Metric.newBuilder(good).setN(-1),
                    Metric.newBuilder(good).setVersion(-1),
                    Metric.newBuilder(good).setSequence(-2),
                    Metric.newBuilder(good).setName(LONG),
                    Metric.newBuilder(good).setValue(null).setAbsence(LONG))
                .map(spoilt -> Fault.in(spoilt.build()).orElseThrow().detail()))
        .containsExactly(
            "value must be in [-1.7976931348623157E308, 1.7976931348623157E308]: NaN",
            "value must be in [-1.7976931348623157E308, 1.7976931348623157E308]: Infinity",
            "n must be in [0, 9223372036854775807]: -1",
            "version must be in [0, 9223372036854775807]: -1",
            "sequence must be in [-1, 9223372036854775807]: -2",
            "name must have at most 1024 characters: 1025",
            "absence must have at most 1024 characters: 1025");
  }
}
