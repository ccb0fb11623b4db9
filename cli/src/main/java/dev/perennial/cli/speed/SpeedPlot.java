package dev.perennial.cli.speed;

import dev.perennial.cli.report.Figures;
import dev.perennial.cli.report.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A report as a picture in SVG: a row a cell, a dot a part at its samples a second. */
public final class SpeedPlot {

  private static final int LEFT = 190;
  private static final int WIDTH = 620;
  private static final int RIGHT = 150;
  private static final int TOP = 50;
  private static final int ROW = 18;
  private static final List<Part> PARTS = List.of(Part.values());
  private static final List<String> COLORS =
      List.of("#9ca3af", "#0f6fbf", "#7c3aed", "#059669", "#b45309", "#dc2626");

  private SpeedPlot() {}

  /** The picture; the scale is logarithmic. */
  public static String svg(SpeedReport report) {
    double most = 10;
    double least = Double.MAX_VALUE;
    for (CellResult row : report.results()) {
      for (Part part : PARTS) {
        Optional<Spread> spread = row.of(part);
        if (spread.isPresent()) {
          most = Math.max(most, spread.get().median());
          least = Math.min(least, spread.get().median());
        }
      }
    }
    double low = Math.floor(Math.log10(Math.min(least, most)));
    double high = Math.ceil(Math.log10(most));
    int height = TOP + report.results().size() * ROW + 10;
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"samples a second of every cell and part\">%n",
            LEFT + WIDTH + RIGHT, height));
    svg.append(STYLE);
    for (double decade = low; decade <= high; decade++) {
      double x = x(decade, low, high);
      svg.append(
          format(
              "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n",
              x, x, TOP - 6, height - 10));
      svg.append(
          format(
              "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>%n",
              x, TOP - 10, Figures.count(Math.round(Math.pow(10, decade)))));
    }
    for (int i = 0; i < PARTS.size(); i++) {
      svg.append(
          format(
              "<circle cx=\"%d\" cy=\"14\" r=\"4\" fill=\"%s\"/><text x=\"%d\" y=\"18\">%s</text>%n",
              LEFT + i * 110, COLORS.get(i), LEFT + i * 110 + 9, PARTS.get(i)));
    }
    for (int i = 0; i < report.results().size(); i++) {
      row(svg, report.results().get(i), TOP + i * ROW + ROW / 2.0, low, high);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void row(StringBuilder svg, CellResult row, double y, double low, double high) {
    svg.append(
        format(
            "<text class=\"name\" x=\"%d\" y=\"%.1f\">%s</text>%n", LEFT - 8, y + 4, row.cell()));
    for (int i = 0; i < PARTS.size(); i++) {
      Optional<Spread> spread = row.of(PARTS.get(i));
      if (spread.isPresent()) {
        svg.append(
            format(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>%n",
                x(Math.log10(spread.get().median()), low, high), y, COLORS.get(i)));
      }
    }
  }

  private static double x(double decades, double low, double high) {
    return LEFT + (decades - low) / Math.max(1, high - low) * WIDTH;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
  }

  private static final String STYLE =
      """
      <style>
        text { font: 11px system-ui, sans-serif; fill: #4b5563; }
        .name { text-anchor: end; }
        .tick { font-size: 9px; text-anchor: middle; }
        .grid { stroke: #9ca3af; stroke-opacity: .35; }
      </style>
      """;
}
