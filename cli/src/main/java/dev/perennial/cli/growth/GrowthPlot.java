package dev.perennial.cli.growth;

import dev.perennial.cli.report.Figures;
import dev.perennial.cli.report.Spread;
import java.util.List;
import java.util.Locale;

/**
 * A report as a picture in SVG: a panel a curve, sizes on a logarithmic axis, a dot at each median
 * with a whisker from the fastest repetition to the slowest. By hand, as {@link
 * dev.perennial.cli.quality.QualityPlot} is.
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

  private GrowthPlot() {}

  /** The picture. */
  public static String svg(GrowthReport report) {
    StringBuilder drawn = new StringBuilder();
    for (int panel = 0; panel < report.curves().size(); panel++) {
      drawn.append(format("<g transform=\"translate(%d,0)\">%n", panel * WIDTH));
      panel(drawn, report.curves().get(panel));
      drawn.append("</g>\n");
    }
    return format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"microseconds a sample against memory, tasks and samples\">%n",
            WIDTH * report.curves().size(), HEIGHT)
        + STYLE
        + drawn
        + "</svg>\n";
  }

  private static void panel(StringBuilder svg, GrowthCurve curve) {
    double top =
        curve.series().stream()
            .flatMap(series -> series.points().stream())
            .mapToDouble(point -> point.spread().most())
            .max()
            .orElse(1);
    svg.append(
        format(
            "<text class=\"title\" x=\"%d\" y=\"16\">µs a sample, %s</text>%n",
            LEFT, curve.axis()));
    for (int tick = 0; tick <= TICKS; tick++) {
      double value = top * tick / TICKS;
      svg.append(
          format(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
              LEFT, WIDTH - RIGHT, y(value, top), y(value, top)));
      svg.append(
          format(
              "<text class=\"name\" x=\"%d\" y=\"%.1f\">%.0f</text>%n",
              LEFT - 6, y(value, top) + 4, value));
    }
    List<Point> sizes = curve.series().get(0).points();
    for (Point point : sizes) {
      svg.append(
          format(
              "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>%n",
              x(point, sizes), BOTTOM + 14, Figures.count(point.size())));
    }
    for (int i = 0; i < curve.series().size(); i++) {
      series(svg, curve.series().get(i), i, top);
    }
  }

  private static void series(StringBuilder svg, Series series, int index, double top) {
    List<Point> points = series.points();
    svg.append(format("<g class=\"series%d\">%n", index));
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      double x = x(point, points);
      Spread micros = point.spread();
      path.append(format("%.1f,%.1f ", x, y(micros.median(), top)));
      svg.append(
          format(
              "<line class=\"spread\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
              x, x, y(micros.least(), top), y(micros.most(), top)));
      svg.append(
          format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>%n", x, y(micros.median(), top)));
    }
    svg.append(format("<polyline points=\"%s\"/>%n", path.toString().strip()));
    svg.append(
        format(
            "<text class=\"legend\" x=\"%d\" y=\"%d\">%s</text>%n",
            LEFT + 8, BOTTOM - 8 - index * LEGEND_ROW, series.name()));
    svg.append("</g>\n");
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

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
  }

  private static final String STYLE =
      """
      <style>
        text { font: 11px system-ui, sans-serif; fill: #4b5563; }
        .title { font-size: 13px; font-weight: 600; }
        .name { font-size: 9px; text-anchor: end; }
        .tick { font-size: 9px; text-anchor: middle; }
        .grid { stroke: #9ca3af; stroke-opacity: .35; }
        .spread { stroke-width: 2; stroke-opacity: .5; }
        polyline { fill: none; stroke-width: 1.5; }
        .series0 { stroke: #0f6fbf; } .series0 circle { fill: #0f6fbf; }
        .series1 { stroke: #b45309; } .series1 circle { fill: #b45309; }
        .series0 text { fill: #0f6fbf; stroke: none; } .series1 text { fill: #b45309; stroke: none; }
      </style>
      """;
}
