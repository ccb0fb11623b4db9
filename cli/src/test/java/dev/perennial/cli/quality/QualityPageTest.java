package dev.perennial.cli.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class QualityPageTest {

  private static final Benchmark IMAGES = Fixtures.benchmark("images", 20);
  private static final Benchmark TABLE = Fixtures.benchmark("table", 20);

  /** er right .6 and .8 of the time on the hold-out, naive .2; on the table .5 each. */
  private static QualityReport report() {
    return new QualityReport(
        "./perennial bench quality",
        "2 cores",
        Map.of("perennial", "1.0", "java", "17", "pytorch", "2.7"),
        2,
        List.of(
            BenchmarkResults.of(
                IMAGES,
                List.of(
                    Fixtures.result(
                        new Cell(IMAGES, "naive", 1),
                        Map.of("micro-accuracy", .2, "average-accuracy", .2)),
                    Fixtures.result(new Cell(IMAGES, "er", 1), Map.of("micro-accuracy", .6)),
                    Fixtures.result(
                        new Cell(IMAGES, "er", 2),
                        Map.of("micro-accuracy", .8, "backward-transfer", -.1)))),
            BenchmarkResults.of(
                TABLE,
                List.of(
                    Fixtures.result(
                        new Cell(TABLE, "er", 1),
                        Map.of("prequential-accuracy", .75, "kappa-temporal", .5))))),
        List.of("cifar"));
  }

  @Test
  void showsTheBestFirstAndInBoldWithMeanAndDeviation() {
    // (.6 + .8) / 2 = .7; deviation sqrt((.01 + .01) / 1) = .141.
    assertThat(QualityPage.markdown(report(), "quality.svg").lines())
        .containsSequence(
            "`glyphs`, `classes:5`, 100 samples; `mlp:8`, memory 20, 2,000,000 bytes, batch 10 + 10, `sgd` at rate"
                + " 0.05.",
            "",
            "| strategy | accuracy | ACC | BWT | forgetting | prequential | samples/s | state kB | CPU s |",
            "|---|---|---|---|---|---|---|---|---|",
            "| `er` | **0.700 ± 0.141** | - | -0.100 | - | - | 1,234 | 57 | 1.3 |",
            "| `naive` | 0.200 | 0.200 | - | - | - | 1,234 | 57 | 1.3 |",
            "",
            "- `naive`: 1 of 2 seeds.",
            "- Without `joint`: it sees all.");
  }

  @Test
  void comparesATableWithRepeatingTheLabelBefore() {
    // (.75 - .5) / (1 - .5) = .5
    assertThat(QualityPage.markdown(report(), "quality.svg").lines())
        .contains("Repeating the label before is right 0.500.")
        .contains("| `er` | **0.750** | - | 1,234 | 57 | 1.3 |")
        .containsSequence("- `naive`: 0 of 2 seeds.", "- `er`: 1 of 2 seeds.");
  }

  @Test
  void saysHowItWasMeasuredAndWhatWasNot() {
    assertThat(QualityPage.markdown(report(), "quality.svg"))
        .contains("`./perennial bench quality`")
        .contains("Perennial 1.0 with libtorch 2.7 on 2 cores, Java 17.")
        .contains("Results of code 0123456789ab.")
        .contains("![accuracy](quality.svg)")
        .endsWith("Not measured, because their data are not there: cifar.\n");
  }

  @Test
  void theJsonHoldsEveryResult() throws Exception {
    JsonNode json = new ObjectMapper().readTree(report().json());

    assertThat(json.path("results")).hasSize(4);
    assertThat(json.at("/results/0/strategy").asText()).isEqualTo("er");
    assertThat(json.at("/results/0/metrics/micro-accuracy").asDouble()).isEqualTo(.6);
    assertThat(json.at("/code/0").asText()).isEqualTo(Fixtures.CODE);
  }

  @Test
  void thePlotIsWellFormedAndHasADotARow() throws Exception {
    Element svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(QualityPlot.svg(report()))))
            .getDocumentElement();

    assertThat(svg.getTagName()).isEqualTo("svg");
    assertThat(svg.getElementsByTagName("g").getLength()).isEqualTo(2);
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(3);
    // An accuracy of .7 is at 100 + .7 * (340 - 100 - 50) = 233.
    assertThat(((Element) svg.getElementsByTagName("circle").item(0)).getAttribute("cx"))
        .isEqualTo("233.0");
  }
}
