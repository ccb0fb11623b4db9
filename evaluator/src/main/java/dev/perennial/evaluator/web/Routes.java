package dev.perennial.evaluator.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.chronicle.History.Seen;
import dev.perennial.schemas.app.Condition;
import dev.perennial.schemas.http.Probes;
import dev.perennial.schemas.http.Reply;
import dev.perennial.schemas.http.StatusServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which path is answered how. A path of a template has the template's words, and anything but
 * nothing in place of its parameters in braces. Thread-safe.
 */
final class Routes {

  /** The one path that is not answered at once. */
  static final String EVENTS = "/api/events";

  private static final String YAML = "application/yaml; charset=utf-8";

  /** Answers a request whose path has those parameters. */
  private interface Handler {
    Reply answer(List<String> parameters);
  }

  private final Sources sources;
  private final JsonPages pages;
  private final Assets assets = new Assets();
  private final Clock clock = Clock.systemUTC();
  private final Map<String, Handler> open = new LinkedHashMap<>();
  private final Map<String, Handler> guarded = new LinkedHashMap<>();

  Routes(Sources sources, JsonPages pages, PrometheusPage prometheus) {
    this.sources = sources;
    this.pages = pages;
    open.put("/", none -> asset(Assets.INDEX));
    open.put("/page/{name}", names -> asset(names.get(0)));
    open.put("/health", none -> health());
    for (String probe : Probes.paths()) {
      open.put(probe, none -> Probes.reply(probe, sources.health().get().condition()));
    }
    guarded.put(
        StatusServer.METRICS, none -> Reply.of(200, StatusServer.METRICS_TYPE, prometheus.text()));
    guarded.put("/api/openapi.yaml", none -> Reply.of(200, YAML, openApi()));
    guarded.put("/api/streams", none -> Reply.json(200, pages.streams()));
    guarded.put("/api/overview", none -> Reply.json(200, overview()));
    guarded.put("/api/streams/{stream}/learners/{learner}", names -> learner(learnerOf(names)));
    guarded.put(
        "/api/streams/{stream}/learners/{learner}/history", names -> history(learnerOf(names)));
  }

  /** The templates of all paths that are answered. */
  List<String> templates() {
    List<String> templates = new ArrayList<>(open.keySet());
    templates.addAll(guarded.keySet());
    templates.add(EVENTS);
    return List.copyOf(templates);
  }

  /** The answer to a path that asks for no token; empty if it is none of those. */
  Optional<Reply> open(List<String> path) {
    return answer(open, path);
  }

  /** The answer to any other path. */
  Reply guarded(List<String> path) {
    return answer(guarded, path)
        .orElseGet(() -> Reply.error(404, "there is nothing at /" + String.join("/", path)));
  }

  private static Optional<Reply> answer(Map<String, Handler> handlers, List<String> path) {
    for (Map.Entry<String, Handler> handler : handlers.entrySet()) {
      Optional<List<String>> parameters = parameters(handler.getKey(), path);
      if (parameters.isPresent()) {
        return Optional.of(handler.getValue().answer(parameters.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<List<String>> parameters(String template, List<String> path) {
    List<String> parts = List.of(template.substring(1).split("/", -1));
    if (path.isEmpty()) {
      return parts.equals(List.of("")) ? Optional.of(List.of()) : Optional.empty();
    }
    if (parts.size() != path.size()) {
      return Optional.empty();
    }
    List<String> parameters = new ArrayList<>();
    for (int index = 0; index < parts.size(); index++) {
      if (parts.get(index).startsWith("{")) {
        parameters.add(path.get(index));
      } else if (!parts.get(index).equals(path.get(index))) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }

  private static LearnerKey learnerOf(List<String> names) {
    return new LearnerKey(names.get(0), names.get(1));
  }

  private Reply asset(String name) {
    return assets.file(name).orElseGet(() -> Reply.error(404, "there is no file " + name));
  }

  private Reply health() {
    Health now = sources.health().get();
    boolean isUp = now.condition() != Condition.DOWN;
    return Reply.json(
        isUp ? 200 : 503,
        JsonNodeFactory.instance
            .objectNode()
            .put("status", isUp ? "up" : "down")
            .put("chronicle", now.chronicle().name().toLowerCase(Locale.ROOT).replace('_', '-')));
  }

  private ObjectNode overview() {
    Instant now = clock.instant();
    return JsonNodeFactory.instance
        .objectNode()
        .put("now", now.toString())
        .setAll(pages.overview(now));
  }

  private Reply learner(LearnerKey learner) {
    return pages
        .learner(learner, clock.instant())
        .map(page -> Reply.json(200, page))
        .orElseGet(() -> unknown(learner));
  }

  private Reply history(LearnerKey learner) {
    if (sources.of(learner, clock.instant()).isEmpty()) {
      return unknown(learner);
    }
    return Reply.json(200, HistoryJson.of(sources.chronicle().since(learner, Seen.NOTHING)));
  }

  private static Reply unknown(LearnerKey learner) {
    return Reply.error(
        404,
        "nothing is known of learner %s of stream %s"
            .formatted(learner.learner(), learner.stream()));
  }

  private static String openApi() {
    try (InputStream file = Routes.class.getResourceAsStream("openapi.yaml")) {
      if (file == null) {
        throw new IllegalStateException("the jar has no openapi.yaml");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.yaml cannot be read", e);
    }
  }
}
