package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Curves are written as the right answers of each hundred: {@code task:right task:right ...}. */
class CurveMetricsTest {

  static Stream<CurveMetric> metrics() {
    return Metrics.ofCurves().stream();
  }

  private static LearningCurves curves(String log) {
    LearningCurves curves = new LearningCurves(100);
    long sequence = 0;
    for (String bin : log.split(" ")) {
      int task = Integer.parseInt(bin.split(":")[0]);
      int right = Integer.parseInt(bin.split(":")[1]);
      for (int i = 0; i < 100; i++) {
        curves.add(new Answer(OptionalInt.of(i < right ? 1 : 0), 1, 0, task, sequence++));
      }
    }
    return curves;
  }

  private static Measured recovery(String log) {
    return new PerformanceRecovery().of(curves(log), Optional.empty());
  }

  private static Measured relative(String own, String expert) {
    return new RelativePerformance().of(curves(own), Optional.of(curves(expert)));
  }

  private static Measured efficiency(String own, String expert) {
    return new SampleEfficiency().of(curves(own), Optional.of(curves(expert)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("metrics")
  void areAbsentWithAReasonBeforeTheFirstAnswer(CurveMetric metric) {
    Measured none = metric.of(new LearningCurves(10), Optional.empty());

    assertThat(none.absence()).hasValueSatisfying(why -> assertThat(why).isNotBlank());
    assertThat(none.n()).isZero();
    assertThat(metric.name()).matches("[a-z]+(-[a-z]+)*");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("metrics")
  void areTheSameHoweverTheAnswersAreParted(CurveMetric metric) throws IOException {
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      LearningCurves whole = new LearningCurves(4);
      LearningCurves part = new LearningCurves(4);
      LearningCurves later = new LearningCurves(4);
      LearningCurves expert = new LearningCurves(4);
      int cut = random.nextInt(6_000);
      for (int i = 0; i < 6_000; i++) {
        int task = i / 300 % 6;
        Answer answer = new Answer(OptionalInt.of(random.nextInt(2)), 1, 0, task, i);
        whole.add(answer);
        (i < cut ? part : later).add(answer);
        expert.add(new Answer(OptionalInt.of(random.nextInt(2)), 1, 0, task, i));
      }
      part.append(later);
      LearningCurves loaded = new LearningCurves(4);
      loaded.load(new DataInputStream(new ByteArrayInputStream(saved(whole))));

      Measured expected = metric.of(whole, Optional.of(expert));
      assertThat(expected.value()).isPresent();
      assertThat(metric.of(part, Optional.of(expert))).isEqualTo(expected);
      assertThat(metric.of(loaded, Optional.of(expert))).isEqualTo(expected);
      assertThat(saved(part)).isEqualTo(saved(whole));
    }
  }

  private static byte[] saved(LearningCurves curves) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    curves.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  @Test
  void recoveryIsTheSamplesSavedAVisit() {
    // Task 0 ends at .9; it takes 300 samples to be there again, then 100: 200 are saved a visit.
    assertThat(recovery("0:50 0:90 1:50 0:20 0:60 0:90 1:50 0:90"))
        .isEqualTo(Measured.of(200, 400));
  }

  @Test
  void recoveryIsNegativeWhereItTakesEverLonger() {
    assertThat(recovery("0:90 1:50 0:90 1:50 0:20 0:95").value()).hasValue(-100);
  }

  @Test
  void recoveryIsTheMedianSlope() {
    // Times 100, 200, 500: slopes 100, 300 and, over two visits, 200.
    assertThat(recovery("0:90 1:50 0:90 2:50 0:20 0:90 3:50 0:20 0:20 0:20 0:20 0:90").value())
        .hasValue(-200);
  }

  @Test
  void recoveryIsTheMeanOverTasksThatWereRecoveredTwice() {
    // Task 0 takes 100 samples, then 200; task 1 takes 100 each time; task 2 is not come back to.
    assertThat(recovery("0:90 1:50 0:90 1:50 0:20 0:95 1:50 2:70"))
        .isEqualTo(Measured.of(-50, 500));
  }

  @Test
  void aVisitThatDoesNotRecoverHasNoTime() {
    assertThat(recovery("0:90 1:50 0:20 1:50 0:20").absence())
        .contains("no task was recovered on two later visits");
  }

  @Test
  void relativePerformanceIsTheRatioOfTheAreasInTheMean() {
    // Task 0: 120 right of the expert's 150, task 1: 90 of 60.
    Measured value = relative("0:50 0:70 1:90", "0:60 0:90 1:60");

    assertThat(value.value().getAsDouble()).isCloseTo((.8 + 1.5) / 2, within(1e-15));
    assertThat(value.n()).isEqualTo(300);
  }

  @Test
  void relativePerformanceIsOverTheSamplesThatBothHaveAnswered() {
    assertThat(relative("0:50 0:70 0:90", "0:100")).isEqualTo(Measured.of(.5, 100));
  }

  @Test
  void relativePerformanceNeedsAnExpertThatWasRight() {
    assertThat(relative("0:50", "0:0").absence()).contains("the expert was right on no task");
    assertThat(new RelativePerformance().of(curves("0:50"), Optional.empty()).absence())
        .contains(CurveMetric.NO_EXPERT);
  }

  @Test
  void sampleEfficiencyIsTheHeightTimesTheHaste() {
    // .8 of the expert's height, in three times its samples.
    assertThat(efficiency("0:20 0:40 0:72", "0:90 0:90 0:80").value().getAsDouble())
        .isCloseTo(.8 / 3, within(1e-15));
  }

  @Test
  void sampleEfficiencyIsOneAgainstOneself() {
    assertThat(efficiency("0:20 0:72 1:30", "0:20 0:72 1:30")).isEqualTo(Measured.of(1, 300));
  }

  @Test
  void sampleEfficiencyNeedsBothToBeRightOnce() {
    assertThat(efficiency("0:0", "0:10").absence())
        .contains("learner and expert were both right on no task");
  }
}
