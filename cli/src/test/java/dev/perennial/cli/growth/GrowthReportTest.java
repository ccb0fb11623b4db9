package dev.perennial.cli.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.cli.report.Spread;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class GrowthReportTest {

  /** Medians 20, 25 and 30 of er: last to first 1.5. */
  private static final Series ER =
      new Series(
          "er",
          List.of(
              new Point(1_000, List.of(22.0, 18.0, 20.0)),
              new Point(10_000, List.of(24.0, 26.0)),
              new Point(100_000, List.of(30.0))));

  private static GrowthReport report() {
    return new GrowthReport(
        "./perennial bench growth",
        "2 cores",
        Map.of("perennial", "1.0", "java", "17", "pytorch", "2.7"),
        List.of(new GrowthCurve("rows in memory", "Small images.", List.of(ER))));
  }

  @Test
  void aPointIsTheMiddleOfItsRepetitionsAndHowFarTheyLieApart() {
    assertThat(ER.points().get(0).spread()).isEqualTo(new Spread(18, 20, 22));
    assertThat(ER.points().get(1).spread()).isEqualTo(new Spread(24, 25, 26));
    assertThatThrownBy(() -> new Point(1, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there must be a repetition");
  }

  @Test
  void aSeriesHasGrownByTheLastMedianOverTheFirst() {
    assertThat(ER.growth()).isCloseTo(1.5, within(1e-12));
  }

  @Test
  void thePageHasAColumnASizeAndSaysHowMuchHasGrown() {
    assertThat(GrowthPage.markdown(report(), "growth.svg").lines())
        .contains(
            "`./perennial bench growth`", "Perennial 1.0 with libtorch 2.7 on 2 cores, Java 17.")
        .containsSequence(
            "## Against rows in memory",
            "",
            "Small images.",
            "",
            "| | 1,000 | 10,000 | 100,000 | last to first |",
            "|---|---|---|---|---|",
            "| er | 20.0 (18.0 to 22.0) | 25.0 (24.0 to 26.0) | 30.0 (30.0 to 30.0) | 1.50 |");
  }

  @Test
  void theJsonHoldsEveryRepetition() throws Exception {
    JsonNode json = new ObjectMapper().readTree(report().json());

    assertThat(json.at("/curves/0/series/0/points/0/size").asInt()).isEqualTo(1_000);
    assertThat(json.at("/curves/0/series/0/points/0/micros")).hasSize(3);
  }

  @Test
  void thePlotHasADotASizeOnALogarithmicAxis() throws Exception {
    Element svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(GrowthPlot.svg(report()))))
            .getDocumentElement();

    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(3);
    // From 62 to 300; 10,000 is half way from 1,000 to 100,000: 181. The slowest repetition, 30,
    // is as high as the panel, so that a median of 25 stands at 190 - 25 / 30 * 150 = 65.
    Element middle = (Element) svg.getElementsByTagName("circle").item(1);
    assertThat(middle.getAttribute("cx")).isEqualTo("181.0");
    assertThat(middle.getAttribute("cy")).isEqualTo("65.0");
  }
}
