package dev.perennial.evaluator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.perennial.evaluator.chronicle.ChronicleReader.State;
import dev.perennial.schemas.app.Condition;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds the server to its document, and the document to the server. */
class OpenApiIT {

  private static final String TOKEN = "0123456789abcdef";

  private Site site;
  private JsonNode document;
  private Schemas schemas;

  @BeforeEach
  void start() throws Exception {
    site = new Site();
    site.tellEverything(Site.ER);
    HttpResponse<String> served = site.get("/api/openapi.yaml");
    assertThat(served.headers().firstValue("Content-Type"))
        .contains("application/yaml; charset=utf-8");
    document = new ObjectMapper(new YAMLFactory()).readTree(served.body());
    schemas = new Schemas(document);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private JsonNode responses(String path) {
    return document.path("paths").path(path).at("/get/responses");
  }

  /** A path with the documented examples in place of its parameters. */
  private String filled(String path) {
    String filled = path;
    for (JsonNode referring : document.path("paths").path(path).at("/get/parameters")) {
      JsonNode parameter = schemas.resolved(referring);
      assertThat(parameter.has("description")).as(path).isTrue();
      filled =
          filled.replace(
              "{" + parameter.path("name").asText() + "}", parameter.path("example").asText());
    }
    return filled;
  }

  private void assertDocumented(HttpResponse<String> answer, String path) throws Exception {
    JsonNode response =
        schemas.resolved(responses(path).path(Integer.toString(answer.statusCode())));
    assertThat(response.isMissingNode()).as("%s %d", path, answer.statusCode()).isFalse();
    String type = answer.headers().firstValue("Content-Type").orElseThrow().split(";")[0];
    JsonNode content = response.path("content").path(type);
    assertThat(content.isMissingNode()).as(path + " " + type).isFalse();
    if (type.equals("application/json")) {
      assertThat(schemas.problems(Site.json(answer), content.path("schema"))).as(path).isEmpty();
    }
  }

  @Test
  void namesEveryPathThatIsAnswered() {
    List<String> documented = new ArrayList<>();
    document.path("paths").fieldNames().forEachRemaining(documented::add);

    assertThat(documented).containsExactlyInAnyOrderElementsOf(site.server().templates());
  }

  @Test
  void tellsExactlyWhatEveryPathAnswers() throws Exception {
    for (String path : site.server().templates()) {
      if (!path.equals(Routes.EVENTS) && !path.startsWith("/page/")) {
        HttpResponse<String> answer = site.get(filled(path));
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertDocumented(answer, path);
      }
    }
  }

  @Test
  void tellsExactlyWhatEventsHold() throws Exception {
    Map<String, JsonNode> events = new HashMap<>();
    HttpResponse<InputStream> answer =
        site.open("/api/events?stream=digits&learner=er", BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      while (events.size() < 3) {
        String line = lines.readLine();
        if (line.startsWith("event: ")) {
          String data = lines.readLine().substring("data: ".length());
          events.put(line.substring("event: ".length()), new ObjectMapper().readTree(data));
        }
      }
    }
    JsonNode documented =
        responses(Routes.EVENTS).at("/200/content/text~1event-stream").path("x-events");

    assertThat(events.keySet()).containsExactlyInAnyOrder("overview", "learner", "history");
    events.forEach(
        (name, data) ->
            assertThat(schemas.problems(data, documented.path(name))).as(name).isEmpty());
  }

  @Test
  void tellsEveryErrorOfEveryPath() throws Exception {
    String learner = "/api/streams/{stream}/learners/{learner}";
    assertDocumented(site.get("/api/streams/digits/learners/none"), learner);
    assertDocumented(site.get("/api/streams/digits/learners/none/history"), learner + "/history");
    assertDocumented(site.get("/page/none.css"), "/page/{name}");
    assertDocumented(site.get("/api/events?stream=digits"), Routes.EVENTS);
    site.health.set(new Health(Condition.DOWN, State.STOPPED));
    assertDocumented(site.get("/health"), "/health");
    assertDocumented(site.get("/health/live"), "/health/live");
    assertDocumented(site.get("/health/ready"), "/health/ready");
    for (String path : site.server().templates()) {
      HttpResponse<String> foreign = site.get(filled(path), "Origin", "https://example.org");
      assertThat(foreign.statusCode()).as(path).isEqualTo(403);
      assertDocumented(foreign, path);
    }
    try (Site guarded = new Site("127.0.0.1", TOKEN)) {
      for (String path : site.server().templates()) {
        boolean isGuarded = document.path("paths").path(path).at("/get/security").size() != 1;
        HttpResponse<String> stranger = guarded.get(filled(path));
        assertThat(stranger.statusCode() == 401).as(path).isEqualTo(isGuarded);
        if (isGuarded) {
          assertDocumented(stranger, path);
        }
      }
    }
  }

  @Test
  void givesExamplesOfWhatItSays() {
    List<JsonNode> contents = document.findValues("application/json");
    contents.forEach(
        content -> {
          if (content.has("example")) {
            assertThat(schemas.problems(content.path("example"), content.path("schema"))).isEmpty();
          }
        });
    assertThat(contents.stream().filter(content -> content.has("example"))).hasSizeGreaterThan(8);
  }
}
