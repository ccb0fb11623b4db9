package dev.perennial.evaluator.web;

import dev.perennial.evaluator.board.AnswersSnapshot;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.ScoresSnapshot;
import dev.perennial.evaluator.metric.Measured;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The board as one page of HTML that needs no script and asks for nothing else. Thread-safe. */
final class LandingPage {

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="refresh" content="5">
      <title>Perennial</title>
      <style>
        :root { color-scheme: light dark; --line: #8884; --soft: #8889; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-weight: 600; margin-bottom: 0; }
        p { color: var(--soft); margin-top: 0; }
        section { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
        h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
        dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .1rem 2rem; margin: 0; }
        div { display: flex; justify-content: space-between; border-bottom: 1px solid var(--line); }
        dd { margin: 0; font-variant-numeric: tabular-nums; }
        dd.absent { color: var(--soft); }
        a { color: inherit; }
      </style>
      </head>
      <body>
      <h1>Perennial</h1>
      <p>What every learner knows, as of now. <a href="/api/streams">JSON</a> · <a href="/metrics">Prometheus</a></p>
      """;

  private final Board board;

  LandingPage(Board board) {
    this.board = board;
  }

  /** The page as of now. */
  String html() {
    StringBuilder page = new StringBuilder(HEAD);
    if (board.learners().isEmpty()) {
      page.append("<section>Nothing has been predicted or scored yet.</section>\n");
    }
    board.learners().forEach(learner -> append(page, learner));
    return page.append("</body>\n</html>\n").toString();
  }

  private void append(StringBuilder page, LearnerKey learner) {
    Map<String, Measured> metrics = new LinkedHashMap<>();
    board.scores(learner).map(ScoresSnapshot::metrics).ifPresent(metrics::putAll);
    board.answers(learner).map(AnswersSnapshot::metrics).ifPresent(metrics::putAll);
    page.append("<section>\n<h2><a href=\"/api/streams/")
        .append(encoded(learner.stream()))
        .append("/learners/")
        .append(encoded(learner.learner()))
        .append("\">")
        .append(escaped(learner.stream()))
        .append(" · ")
        .append(escaped(learner.learner()))
        .append("</a></h2>\n<dl>\n");
    page.append("<div><dt>predictions</dt><dd>")
        .append(board.answers(learner).map(AnswersSnapshot::predictions).orElse(0L))
        .append("</dd></div>\n");
    metrics.forEach((name, measured) -> append(page, name, measured));
    page.append("</dl>\n</section>\n");
  }

  private static void append(StringBuilder page, String name, Measured measured) {
    page.append("<div><dt>").append(escaped(name)).append("</dt>");
    if (measured.value().isPresent()) {
      page.append("<dd>")
          .append(String.format(Locale.ROOT, "%.4f", measured.value().getAsDouble()));
    } else {
      page.append("<dd class=\"absent\" title=\"")
          .append(escaped(measured.absence().orElse("")))
          .append("\">–");
    }
    page.append("</dd></div>\n");
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
