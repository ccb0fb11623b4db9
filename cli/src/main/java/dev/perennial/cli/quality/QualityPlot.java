package dev.perennial.cli.quality;

import dev.perennial.cli.report.Figures;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A report as a picture in SVG: a panel a benchmark, a dot a learning system at its accuracy, with
 * a whisker of one standard deviation to each side. Written by hand, as text: chart libraries for
 * Java bring a window system or a licence that we do not want for dots and lines.
 */
public final class QualityPlot {

  private static final int COLUMNS = 3;
  private static final int WIDTH = 340;
  private static final int LEFT = 100;
  private static final int RIGHT = 50;
  private static final int TOP = 40;
  private static final int ROW = 15;
  private static final int GAP = 16;

  private QualityPlot() {}

  /** The picture; benchmarks without a result have no panel. */
  public static String svg(QualityReport report) {
    List<BenchmarkResults> panels =
        report.benchmarks().stream().filter(benchmark -> !benchmark.rows().isEmpty()).toList();
    StringBuilder drawn = new StringBuilder();
    int height = 0;
    for (int start = 0; start < panels.size(); start += COLUMNS) {
      List<BenchmarkResults> beside =
          panels.subList(start, Math.min(start + COLUMNS, panels.size()));
      for (int column = 0; column < beside.size(); column++) {
        drawn.append(format("<g transform=\"translate(%d,%d)\">%n", column * WIDTH, height));
        panel(drawn, beside.get(column));
        drawn.append("</g>\n");
      }
      int most = beside.stream().mapToInt(panel -> panel.rows().size()).max().orElse(0);
      height += TOP + most * ROW + GAP;
    }
    return format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"accuracy of every learning system on every benchmark\">%n",
            WIDTH * COLUMNS, height)
        + STYLE
        + drawn
        + "</svg>\n";
  }

  private static void panel(StringBuilder svg, BenchmarkResults results) {
    List<Row> rows = results.rows();
    svg.append(
        format(
            "<text class=\"title\" x=\"%d\" y=\"16\">%s</text>%n",
            LEFT, results.benchmark().name()));
    for (int quarter = 0; quarter <= 4; quarter++) {
      double x = x(quarter / 4.0);
      svg.append(
          format(
              "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n",
              x, x, TOP - 6, TOP + rows.size() * ROW));
      svg.append(
          format(
              "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>%n",
              x, TOP - 9, Double.toString(quarter / 4.0)));
    }
    for (int i = 0; i < rows.size(); i++) {
      row(svg, rows.get(i), results.decisive(), TOP + i * ROW + ROW / 2.0);
    }
  }

  private static void row(StringBuilder svg, Row row, String metric, double y) {
    svg.append(
        format(
            "<text class=\"name\" x=\"%d\" y=\"%.1f\">%s</text>%n",
            LEFT - 8, y + 4, row.strategy()));
    Optional<Estimate> estimate = row.metric(metric);
    if (estimate.isEmpty()) {
      return;
    }
    double mean = estimate.get().mean();
    double deviation = estimate.get().deviation().orElse(0);
    svg.append(
        format(
            "<line class=\"spread\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
            x(Math.max(0, mean - deviation)), x(Math.min(1, mean + deviation)), y, y));
    svg.append(format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>%n", x(mean), y));
    svg.append(
        format(
            "<text x=\"%d\" y=\"%.1f\">%s</text>%n",
            WIDTH - RIGHT + 8, y + 4, Figures.share(mean)));
  }

  private static double x(double accuracy) {
    return LEFT + accuracy * (WIDTH - LEFT - RIGHT);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
  }

  private static final String STYLE =
      """
      <style>
        text { font: 11px system-ui, sans-serif; fill: #4b5563; }
        .title { font-size: 13px; font-weight: 600; }
        .name { text-anchor: end; }
        .tick { font-size: 9px; text-anchor: middle; }
        .grid { stroke: #9ca3af; stroke-opacity: .35; }
        .spread { stroke: #0f6fbf; stroke-width: 2; stroke-opacity: .5; }
        circle { fill: #0f6fbf; }
      </style>
      """;
}
