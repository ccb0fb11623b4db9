package dev.perennial.evaluator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.schemas.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PageFileTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static String resource(String name) throws Exception {
    try (var file = PageFile.class.getResourceAsStream("page/" + name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void asksNobodyForAnything() throws Exception {
    String page = PageFile.of(JSON.readTree("{\"overview\": {}, \"learners\": []}"));

    assertThat(page)
        .doesNotContain("<script src", "<link", "href=\"page/")
        .contains("default-src 'none'")
        .contains(resource("app.js"), resource("style.css"), resource("uplot.js"));
  }

  @Test
  void namesEveryScriptInItsPolicyAndNoOther() throws Exception {
    String page = PageFile.of(JSON.createObjectNode());
    List<String> scripts =
        Pattern.compile("<script>").matcher(page).results().map(found -> found.group()).toList();
    String policy = page.substring(page.indexOf("script-src"), page.indexOf("\">\n<meta name"));

    assertThat(scripts).isNotEmpty();
    assertThat(Pattern.compile("'sha256-[^']{44}'").matcher(policy).results())
        .hasSameSizeAs(scripts);
    assertThat(policy).doesNotContain("unsafe");
  }

  @Test
  void noValueEndsTheElementItStandsIn() throws Exception {
    JsonNode values =
        JSON.createObjectNode().put("name", "</script><script>alert(1)</script><!--$1\\");

    String page = PageFile.of(values);

    assertThat(page).doesNotContain("<script>alert(1)");
    String start = "id=\"report\">";
    int from = page.indexOf(start) + start.length();
    assertThat(JSON.readTree(page.substring(from, page.indexOf("</script>", from))))
        .isEqualTo(values);
  }

  /** Of the npm package uplot 1.6.32: what stands below our first comment is theirs, unchanged. */
  @Test
  void bringsUplotAlongAsItWasPublished() throws Exception {
    assertThat(Sha256.hex(below(resource("uplot.js"), "THE SOFTWARE.*/\n")))
        .isEqualTo("19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f");
    assertThat(Sha256.hex(below(resource("uplot.css"), "license in uplot.js. */\n")))
        .isEqualTo("df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04");
  }

  private static byte[] below(String file, String comment) {
    return file.substring(file.indexOf(comment) + comment.length())
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void setsNoHtmlFromValuesAndNamesNoOtherPlace() throws Exception {
    String ours =
        Pattern.compile("page/(?!uplot)([a-z]+\\.(?:js|css))")
            .matcher(resource("index.html"))
            .results()
            .map(found -> unchecked(found.group(1)))
            .collect(Collectors.joining());

    assertThat(ours).contains("Perennial.Chart", "color-scheme");
    assertThat(ours + resource("index.html"))
        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
        .doesNotContain("http://", "https://", "@import", "onclick=", "style=\"");
  }

  private static String unchecked(String name) {
    try {
      return resource(name);
    } catch (Exception e) {
      throw new IllegalStateException(name, e);
    }
  }
}
