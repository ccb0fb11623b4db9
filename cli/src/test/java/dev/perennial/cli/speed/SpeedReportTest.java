package dev.perennial.cli.speed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.report.IndentedJson;
import dev.perennial.cli.report.Spread;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeedReportTest {

  private static final Cell ER = new Cell("er", "mlp:400,400", 10);
  private static final Cell SLDA = new Cell("slda", "mlp:400,400", 10);

  private static SpeedReport report(CellResult... results) {
    return new SpeedReport("./perennial bench speed", "2 processors", Map.of(), List.of(results));
  }

  @Test
  void aRatioIsTheMedianOfTheRatiosWithinATurn() {
    // The second turn was disturbed, both parts of it alike: 2, 2 and 4, though the medians say 3.
    CellResult result =
        new CellResult(
            ER,
            Map.of(
                Part.STEP, List.of(2_000.0, 600.0, 4_000.0),
                Part.REFERENCE, List.of(1_000.0, 300.0, 1_000.0)));

    assertThat(result.of(Part.STEP)).contains(new Spread(600, 2_000, 4_000));
    assertThat(result.ratio(Part.STEP, Part.REFERENCE)).contains(new Spread(2, 2, 4));
    assertThat(result.ratio(Part.PIPELINE, Part.STEP)).isEmpty();
  }

  @Test
  void aPartThatACellDoesNotHaveIsLeftOut() {
    CellResult result =
        new CellResult(SLDA, Map.of())
            .and(Map.of(Part.BOUND, OptionalDouble.empty(), Part.STEP, OptionalDouble.of(5)))
            .and(Map.of(Part.BOUND, OptionalDouble.empty(), Part.STEP, OptionalDouble.of(7)));

    assertThat(result.samplesPerSecond()).isEqualTo(Map.of(Part.STEP, List.of(5.0, 7.0)));
  }

  @Test
  void anEarlierReportKeepsTheCellsThatWereNotMeasuredAgain(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("speed.json");
    SpeedReport earlier =
        report(
            new CellResult(ER, Map.of(Part.STEP, List.of(1.0))),
            new CellResult(SLDA, Map.of(Part.STEP, List.of(2.0))));
    Files.writeString(file, IndentedJson.of(earlier));

    SpeedReport all =
        report(new CellResult(ER, Map.of(Part.STEP, List.of(3.0)))).after(SpeedReport.read(file));

    assertThat(all.results())
        .containsExactly(
            new CellResult(ER, Map.of(Part.STEP, List.of(3.0))),
            new CellResult(SLDA, Map.of(Part.STEP, List.of(2.0))));
  }

  @Test
  void partsOfACellThatARunDidNotMeasureStayAsARowOfTheirOwn() {
    SpeedReport earlier =
        report(
            new CellResult(
                ER, Map.of(Part.STEP, List.of(1.0, 2.0), Part.REFERENCE, List.of(3.0, 4.0))));

    SpeedReport all = report(new CellResult(ER, Map.of(Part.STEP, List.of(5.0)))).after(earlier);

    assertThat(all.results())
        .containsExactly(
            new CellResult(ER, Map.of(Part.STEP, List.of(5.0))),
            new CellResult(ER, Map.of(Part.REFERENCE, List.of(3.0, 4.0))));
    assertThat(SpeedPage.markdown(all, "speed.svg")).contains("at least 1 repetitions");
  }

  @Test
  void thePageHasARowACellAndAColumnAPart() {
    CellResult result =
        new CellResult(
            ER,
            Map.of(
                Part.STEP, List.of(15_000.0, 14_000.0, 16_000.0),
                Part.REFERENCE, List.of(10_000.0, 10_000.0, 8_000.0)));

    assertThat(SpeedPage.markdown(report(result), "speed.svg").lines())
        .contains(
            "## mlp:400,400",
            "| strategy | batch | step | reference | step / bound | pair / step | operator / step | slots / operator |"
                + " pipeline / step | step / reference | pipeline / reference |",
            "| `er` | 10+10 | 15,000 (14,000-16,000) | 10,000 (8,000-10,000) | - | - | - | - | - |"
                + " **1.50** (1.40-2.00) | - |");
    assertThat(SpeedPlot.svg(report(result))).contains("er mlp:400,400 10+10", "<circle cx=");
  }
}
