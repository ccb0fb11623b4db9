package dev.perennial.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.cli.pipeline.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportsTest {

  @Test
  void aTableShowsMatrixAndMetrics() {
    // 12,000 samples in 8 s are 1,500 a second.
    assertThat(ResultTable.lines(Samples.outcome("er")))
        .containsExactly(
            "er: accuracy on   zero    one",
            "  untrained      0.100  0.200",
            "  after zero     0.900      -",
            "  after one      0.500  0.800",
            "",
            "                                           er",
            "average accuracy                        0.650",
            "backward transfer                      -0.400",
            "forward transfer                            -",
            "forgetting                                  -",
            "average anytime accuracy                    -",
            "prequential accuracy                    0.850",
            "  of repeating the label before         0.250",
            "kappa                                       -",
            "kappa-temporal                          0.800",
            "steps                                   1,200",
            "lost                                        0",
            "duplicated                                  0",
            "model                            0123456789ab",
            "",
            "12,000 samples in 8.0 s, 1,500 a second; 3 rejected",
            "20 samples were not learned; the first because of loss-not-finite: the loss is NaN");
  }

  @Test
  void learnersStandSideBySide() {
    assertThat(ResultTable.lines(Samples.outcome("naive", "er")))
        .contains("                                        naive            er")
        .contains("average accuracy                        0.650         0.650");
  }

  @Test
  void aReportHasTheKeysOfItsContractInOrderAndNullForWhatIsUndefined() throws Exception {
    Outcome outcome = Samples.outcome("er");

    JsonNode report =
        new ObjectMapper()
            .readTree(
                IndentedJson.of(
                    RunReport.of(
                        "glyphs",
                        "classes:1",
                        "er",
                        7,
                        outcome,
                        outcome.learners().get(0),
                        Map.of("java", "17"))));

    assertThat(report.properties().stream().map(Map.Entry::getKey))
        .containsExactly(
            "data scenario strategy seed samples tasks accuracyMatrix baselineAccuracy averageAccuracy backwardTransfer forwardTransfer forgetting averageAnytimeAccuracy prequentialAccuracy kappa lost duplicated rejected steps refusedSteps samplesPerSecond wallSeconds modelSha256 versions"
                .split(" "));
    assertThat(report.at("/accuracyMatrix")).hasToString("[[0.9,null],[0.5,0.8]]");
    assertThat(report.at("/averageAccuracy").asDouble()).isEqualTo(0.65);
    assertThat(report.at("/kappa").isNull()).isTrue();
    assertThat(report.at("/rejected").asLong()).isEqualTo(3);
    assertThat(report.at("/samplesPerSecond").asDouble()).isCloseTo(1500, within(1e-9));
    assertThat(report.at("/versions/java").asText()).isEqualTo("17");
  }

  @Test
  void aPlotDrawsStraightLinesBetweenPoints() {
    // From (0, 0) to (100, 1) on a canvas of 11 rows and 64 columns: the diagonal.
    Curve rising = new Curve("rising", List.of(new Curve.Point(0, 0), new Curve.Point(100, 1)));

    List<String> lines = TextPlot.lines("accuracy", List.of(rising));

    assertThat(lines.get(0)).isEqualTo("accuracy");
    assertThat(lines.get(1)).isEqualTo("1.0 ┤" + " ".repeat(60) + "○○○○");
    assertThat(lines.get(11)).isEqualTo("0.0 ┤○○○○");
    assertThat(lines.get(12)).isEqualTo("    └" + "─".repeat(64));
    assertThat(lines.get(13)).isEqualTo("     0" + " ".repeat(54) + "100 steps");
    assertThat(lines.get(14)).isEqualTo("     ○ rising");
  }

  @Test
  void aPlotWithoutPointsStillHasItsAxes() {
    assertThat(TextPlot.lines("accuracy", List.of(new Curve("none", List.of())))).hasSize(15);
  }

  @Test
  void aCurveBeginsWithTheFirstStep() {
    assertThat(Curve.ofFirstTask(Samples.learner("er")).points())
        .containsExactly(new Curve.Point(600, 0.9), new Curve.Point(1200, 0.5));
    assertThat(Curve.ofTasksSoFar(Samples.learner("er")).points())
        .containsExactly(new Curve.Point(600, 0.9), new Curve.Point(1200, 0.65));
  }
}
