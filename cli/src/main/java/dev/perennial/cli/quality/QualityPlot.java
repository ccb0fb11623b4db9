package dev.perennial.cli.quality;

import dev.perennial.cli.report.Figures;
import dev.perennial.cli.report.Svg;
import java.util.List;
import java.util.Optional;

/**
 * A report as a picture in SVG: a panel a benchmark, a dot a learning system at its accuracy, with
 * a whisker of one standard deviation to each side.
 */
public final class QualityPlot {

  private static final int COLUMNS = 3;
  private static final int WIDTH = 340;
  private static final int LEFT = 100;
  private static final int RIGHT = 50;
  private static final int TOP = 40;
  private static final int ROW = 15;
  private static final int GAP = 16;

  private static final String STYLES =
      """
      .spread { stroke: #0f6fbf; }
      .mean { fill: #0f6fbf; }
      """;

  private QualityPlot() {}

  /** The picture; benchmarks without a result have no panel. */
  public static String svg(QualityReport report) {
    List<BenchmarkResults> panels =
        report.benchmarks().stream().filter(benchmark -> !benchmark.rows().isEmpty()).toList();
    Svg svg = new Svg();
    int height = 0;
    for (int start = 0; start < panels.size(); start += COLUMNS) {
      List<BenchmarkResults> beside =
          panels.subList(start, Math.min(start + COLUMNS, panels.size()));
      for (int column = 0; column < beside.size(); column++) {
        svg.beginAt(column * WIDTH, height);
        panel(svg, beside.get(column));
        svg.end();
      }
      int most = beside.stream().mapToInt(panel -> panel.rows().size()).max().orElse(0);
      height += TOP + most * ROW + GAP;
    }
    return svg.picture(
        WIDTH * COLUMNS, height, "accuracy of every learning system on every benchmark", STYLES);
  }

  private static void panel(Svg svg, BenchmarkResults results) {
    List<Row> rows = results.rows();
    svg.text("title", LEFT, 16, results.benchmark().name());
    for (int quarter = 0; quarter <= 4; quarter++) {
      double x = x(quarter / 4.0);
      svg.down("grid", x, TOP - 6, TOP + rows.size() * ROW);
      svg.text("tick", x, TOP - 9, Double.toString(quarter / 4.0));
    }
    for (int i = 0; i < rows.size(); i++) {
      row(svg, rows.get(i), results.decisive(), TOP + i * ROW + ROW / 2.0);
    }
  }

  private static void row(Svg svg, Row row, String metric, double y) {
    svg.text("name", LEFT - 8, y + 4, row.strategy());
    Optional<Estimate> estimate = row.metric(metric);
    if (estimate.isEmpty()) {
      return;
    }
    double mean = estimate.get().mean();
    double deviation = estimate.get().deviation().orElse(0);
    svg.across("spread", x(Math.max(0, mean - deviation)), x(Math.min(1, mean + deviation)), y);
    svg.dot("mean", x(mean), y);
    svg.text("value", WIDTH - RIGHT + 8, y + 4, Figures.share(mean));
  }

  private static double x(double accuracy) {
    return LEFT + accuracy * (WIDTH - LEFT - RIGHT);
  }
}
