package dev.perennial.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.cli.pipeline.EvaluatorClient;
import dev.perennial.evaluator.web.PageFile;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The evaluator's page with all that it shows now, of every learner, as one file to keep. */
public final class KeptPage {

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private KeptPage() {}

  /**
   * The page as HTML.
   *
   * @throws IOException if the evaluator does not answer as it should
   * @throws InterruptedException if the thread is interrupted
   */
  public static String of(EvaluatorClient evaluator) throws IOException, InterruptedException {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    JsonNode overview = evaluator.overview();
    // The evaluator reads curves from the topic it writes its values to, a moment later.
    long until = System.nanoTime() + PATIENCE.toNanos();
    ArrayNode learners = values.putArray("learners");
    for (JsonNode stream : overview.path("streams")) {
      for (JsonNode learner : stream.path("learners")) {
        learners.add(
            learner(
                evaluator,
                stream.path("stream").asText(),
                learner.path("learner").asText(),
                until));
      }
    }
    return PageFile.of(values.set("overview", overview));
  }

  private static ObjectNode learner(
      EvaluatorClient evaluator, String stream, String learner, long until)
      throws IOException, InterruptedException {
    JsonNode page = evaluator.learner(stream, learner);
    JsonNode history = evaluator.history(stream, learner);
    while (!reaches(history, page) && System.nanoTime() < until) {
      // The evaluator reads curves back from the topics, a little behind what it has folded.
      Thread.sleep(PAUSE.toMillis());
      history = evaluator.history(stream, learner);
    }
    ObjectNode of = JsonNodeFactory.instance.objectNode();
    of.put("stream", stream).put("learner", learner);
    of.set("page", page);
    return of.set("history", history);
  }

  /** Whether every metric that has a value now has it on its curve. */
  private static boolean reaches(JsonNode history, JsonNode page) {
    Map<String, JsonNode> curves = new HashMap<>();
    history.path("series").forEach(curve -> curves.put(curve.path("name").asText(), curve));
    return page.path("metrics").properties().stream()
        .filter(metric -> metric.getValue().path("value").isNumber())
        .allMatch(
            metric -> {
              JsonNode places = curves.getOrDefault(metric.getKey(), metric.getValue()).path("x");
              return places.size() > 0
                  && places.get(places.size() - 1).asLong()
                      >= metric.getValue().path("sequence").asLong();
            });
  }
}
