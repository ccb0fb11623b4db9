package dev.perennial.cli.growth;

import dev.perennial.cli.report.Figures;
import dev.perennial.cli.report.Spread;
import dev.perennial.cli.report.Svg;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A report as a picture in SVG: a panel a curve, sizes on a logarithmic axis, a dot at each median
 * with a whisker from the fastest repetition to the slowest.
 */
public final class GrowthPlot {

  private static final int WIDTH = 340;
  private static final int LEFT = 46;
  private static final int RIGHT = 24;
  private static final int TOP = 40;
  private static final int BOTTOM = 190;
  private static final int HEIGHT = 230;
  private static final int LEGEND_ROW = 13;
  private static final int TICKS = 4;

  private static final String STYLES =
      """
      .name { font-size: 9px; }
      .curve { fill: none; stroke-width: 1.5; }
      .series0 { stroke: #0f6fbf; } .series0 .median, .series0 text { fill: #0f6fbf; }
      .series1 { stroke: #b45309; } .series1 .median, .series1 text { fill: #b45309; }
      .legend { stroke: none; }
      """;

  private GrowthPlot() {}

  /** The picture. */
  public static String svg(GrowthReport report) {
    Svg svg = new Svg();
    for (int panel = 0; panel < report.curves().size(); panel++) {
      svg.beginAt(panel * WIDTH, 0);
      panel(svg, report.curves().get(panel));
      svg.end();
    }
    return svg.picture(
        WIDTH * report.curves().size(),
        HEIGHT,
        "microseconds a sample against memory, tasks and samples",
        STYLES);
  }

  private static void panel(Svg svg, GrowthCurve curve) {
    double top =
        curve.series().stream()
            .flatMap(series -> series.points().stream())
            .mapToDouble(point -> point.spread().most())
            .max()
            .orElse(1);
    svg.text("title", LEFT, 16, "µs a sample, " + curve.axis());
    for (int tick = 0; tick <= TICKS; tick++) {
      double value = top * tick / TICKS;
      svg.across("grid", LEFT, WIDTH - RIGHT, y(value, top));
      svg.text("name", LEFT - 6, y(value, top) + 4, Figures.count(Math.round(value)));
    }
    List<Point> sizes = curve.series().get(0).points();
    for (Point point : sizes) {
      svg.text("tick", x(point, sizes), BOTTOM + 14, Figures.count(point.size()));
    }
    for (int i = 0; i < curve.series().size(); i++) {
      series(svg, curve.series().get(i), i, top);
    }
  }

  private static void series(Svg svg, Series series, int index, double top) {
    List<Point> points = series.points();
    svg.begin("series" + index);
    for (Point point : points) {
      double x = x(point, points);
      Spread micros = point.spread();
      svg.down("spread", x, y(micros.least(), top), y(micros.most(), top));
      svg.dot("median", x, y(micros.median(), top));
    }
    svg.through("curve", medians(points, top));
    svg.text("legend", LEFT + 8, BOTTOM - 8 - index * LEGEND_ROW, series.name());
    svg.end();
  }

  private static String medians(List<Point> points, double top) {
    return points.stream()
        .map(
            point ->
                String.format(
                    Locale.ROOT, "%.1f,%.1f", x(point, points), y(point.spread().median(), top)))
        .collect(Collectors.joining(" "));
  }

  private static double x(Point point, List<Point> all) {
    double first = Math.log(all.get(0).size());
    double last = Math.log(all.get(all.size() - 1).size());
    double share = last == first ? 0.5 : (Math.log(point.size()) - first) / (last - first);
    return LEFT + 16 + share * (WIDTH - LEFT - RIGHT - 32);
  }

  private static double y(double micros, double top) {
    return BOTTOM - micros / top * (BOTTOM - TOP);
  }
}
