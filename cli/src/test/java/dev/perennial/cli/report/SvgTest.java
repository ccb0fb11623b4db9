package dev.perennial.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class SvgTest {

  private static Element parsed(String picture) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(picture)))
        .getDocumentElement();
  }

  @Test
  void isWhatWasDrawnInItsOrder() throws Exception {
    Element svg =
        parsed(
            new Svg()
                .beginAt(10, 20)
                .across("grid", 0, 5, 1)
                .down("spread", 2.25, 0, 9)
                .dot("mean", 3, 4)
                .end()
                .picture(340, 120, "a dot", ".mean { fill: #0f6fbf; }"));

    assertThat(svg.getAttribute("viewBox")).isEqualTo("0 0 340 120");
    assertThat(svg.getAttribute("aria-label")).isEqualTo("a dot");
    Element group = (Element) svg.getElementsByTagName("g").item(0);
    assertThat(group.getAttribute("transform")).isEqualTo("translate(10.0,20.0)");
    Element across = (Element) group.getElementsByTagName("line").item(0);
    assertThat(across.getAttribute("y1")).isEqualTo(across.getAttribute("y2")).isEqualTo("1.0");
    Element down = (Element) group.getElementsByTagName("line").item(1);
    assertThat(down.getAttribute("x1")).isEqualTo(down.getAttribute("x2")).isEqualTo("2.3");
    Element dot = (Element) group.getElementsByTagName("circle").item(0);
    assertThat(dot.getAttribute("cx")).isEqualTo("3.0");
    assertThat(dot.getAttribute("cy")).isEqualTo("4.0");
    assertThat(svg.getElementsByTagName("style").item(0).getTextContent())
        .contains(".mean { fill: #0f6fbf; }", ".grid {");
  }

  @Test
  void saysWordsAsTheyAre() throws Exception {
    Element svg = parsed(new Svg().text("name", 1, 2, "a < b & c").picture(1, 1, "words", ""));

    assertThat(svg.getElementsByTagName("text").item(0).getTextContent()).isEqualTo("a < b & c");
  }
}
