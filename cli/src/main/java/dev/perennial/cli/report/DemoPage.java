package dev.perennial.cli.report;

import dev.perennial.cli.pipeline.LearnerOutcome;
import dev.perennial.cli.pipeline.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A page that shows learners side by side: one file, nothing to load from elsewhere, light and
 * dark, from a phone's width up.
 */
public final class DemoPage {

  private static final int WIDTH = 380;
  private static final int HEIGHT = 230;
  private static final int LEFT = 34;
  private static final int RIGHT = 8;
  private static final int TOP = 10;
  private static final int BOTTOM = 30;

  private DemoPage() {}

  /**
   * The page as HTML.
   *
   * @param title its heading
   * @param summary a sentence below it
   */
  public static String html(String title, String summary, Outcome outcome) {
    List<Curve> soFar = outcome.learners().stream().map(Curve::ofTasksSoFar).toList();
    List<Curve> first = outcome.learners().stream().map(Curve::ofFirstTask).toList();
    return PAGE.replace("{title}", escaped(title))
        .replace("{summary}", escaped(summary))
        .replace("{legend}", legend(outcome))
        .replace("{so-far}", plot("Accuracy on all tasks seen so far", soFar))
        .replace("{first}", plot("Accuracy on the first task", first))
        .replace("{table}", table(outcome));
  }

  private static String legend(Outcome outcome) {
    StringBuilder legend = new StringBuilder();
    for (int i = 0; i < outcome.learners().size(); i++) {
      legend.append(
          "<span class=\"c%d\"><i></i>%s</span>"
              .formatted(i, escaped(outcome.learners().get(i).learner())));
    }
    return legend.toString();
  }

  private static String plot(String title, List<Curve> curves) {
    long end =
        curves.stream()
            .flatMap(curve -> curve.points().stream())
            .mapToLong(Curve.Point::x)
            .max()
            .orElse(1);
    StringBuilder svg = new StringBuilder();
    svg.append("<figure><figcaption>%s</figcaption>".formatted(escaped(title)));
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
            .formatted(WIDTH, HEIGHT, escaped(title)));
    for (int tenth = 0; tenth <= 10; tenth += 2) {
      double y = y(tenth / 10.0);
      svg.append(
          format(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
              LEFT, WIDTH - RIGHT, y, y));
      svg.append(
          format(
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>",
              LEFT - 5, y + 4, tenth / 10.0));
    }
    svg.append(format("<text x=\"%d\" y=\"%d\">0</text>", LEFT, HEIGHT - 10));
    svg.append(
        format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s steps</text>",
            WIDTH - RIGHT, HEIGHT - 10, Figures.count(end)));
    for (int i = 0; i < curves.size(); i++) {
      String points =
          curves.get(i).points().stream()
              .map(point -> format("%.1f,%.1f", x(point.x(), end), y(point.y())))
              .collect(Collectors.joining(" "));
      svg.append("<polyline class=\"c%d\" points=\"%s\"/>".formatted(i, points));
    }
    return svg.append("</svg></figure>").toString();
  }

  private static double x(long step, long end) {
    return LEFT + (double) step / end * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double accuracy) {
    return TOP + (1 - accuracy) * (HEIGHT - TOP - BOTTOM);
  }

  private static String table(Outcome outcome) {
    StringBuilder table = new StringBuilder("<table><tr><th>after the last task</th>");
    for (LearnerOutcome learner : outcome.learners()) {
      table.append("<th>%s</th>".formatted(escaped(learner.learner())));
    }
    table.append("</tr>");
    for (int task = 0; task < outcome.tasks().size(); task++) {
      table.append("<tr><td>accuracy on %s</td>".formatted(escaped(outcome.tasks().get(task))));
      for (LearnerOutcome learner : outcome.learners()) {
        table.append("<td>%s</td>".formatted(last(learner, task)));
      }
      table.append("</tr>");
    }
    row(table, outcome, "average accuracy", "average-accuracy");
    row(table, outcome, "forgetting", "forgetting");
    row(table, outcome, "prequential accuracy", "prequential-accuracy");
    return table.append("</table>").toString();
  }

  private static String last(LearnerOutcome learner, int task) {
    List<List<java.util.OptionalDouble>> rows = learner.accuracyMatrix();
    return rows.isEmpty() || rows.get(rows.size() - 1).size() <= task
        ? Figures.ABSENT
        : Figures.share(rows.get(rows.size() - 1).get(task));
  }

  private static void row(StringBuilder table, Outcome outcome, String title, String metric) {
    table.append("<tr><td>%s</td>".formatted(title));
    for (LearnerOutcome learner : outcome.learners()) {
      table.append("<td>%s</td>".formatted(Figures.share(learner.metric(metric))));
    }
    table.append("</tr>");
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>{title}</title>
      <style>
        :root { color-scheme: light dark; --ink: #1c1e21; --paper: #ffffff; --faint: #d9dce1; --c0: #c2410c; --c1: #0f6fbf; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e6e8eb; --paper: #15181c; --faint: #363b42; --c0: #fb923c; --c1: #60b0f4; }
        }
        body { margin: 0 auto; padding: 1rem; max-width: 52rem; color: var(--ink); background: var(--paper);
               font: 16px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; line-height: 1.2; margin: .5rem 0; }
        .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1rem; }
        figure { margin: 0; }
        figcaption { font-weight: 600; }
        svg { width: 100%; height: auto; }
        svg text { font-size: 12px; fill: var(--ink); }
        .grid { stroke: var(--faint); }
        polyline { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
        polyline.c0 { stroke: var(--c0); stroke-dasharray: 6 3; } polyline.c1 { stroke: var(--c1); }
        .legend { display: flex; gap: 1.5rem; margin: .75rem 0; }
        .legend i { display: inline-block; width: 1.6rem; margin-right: .4rem; vertical-align: middle; }
        .legend .c0 i { border-top: 3px dashed var(--c0); } .legend .c1 i { border-top: 3px solid var(--c1); }
        table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-variant-numeric: tabular-nums; }
        th, td { padding: .3rem .4rem; border-bottom: 1px solid var(--faint); text-align: right; }
        th:first-child, td:first-child { text-align: left; }
      </style>
      <h1>{title}</h1>
      <p>{summary}</p>
      <div class="legend">{legend}</div>
      <div class="plots">{so-far}{first}</div>
      {table}
      </html>
      """;
}
