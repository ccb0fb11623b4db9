package dev.perennial.cli.speed;

import dev.perennial.cli.report.Figures;
import dev.perennial.cli.report.Spread;
import dev.perennial.cli.report.Svg;
import java.util.List;
import java.util.Optional;

/** A report as a picture in SVG: a row a cell, a dot a part at its samples a second. */
public final class SpeedPlot {

  private static final int LEFT = 190;
  private static final int WIDTH = 620;
  private static final int RIGHT = 150;
  private static final int TOP = 50;
  private static final int ROW = 18;
  private static final int LEGEND = 110;
  private static final List<Part> PARTS = List.of(Part.values());

  private static final String STYLES =
      """
      .bound { fill: #9ca3af; } .step { fill: #0f6fbf; } .pair { fill: #7c3aed; }
      .operator { fill: #059669; } .pipeline { fill: #b45309; } .reference { fill: #dc2626; }
      """;

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
    Svg svg = new Svg();
    for (double decade = low; decade <= high; decade++) {
      double x = x(decade, low, high);
      svg.down("grid", x, TOP - 6, height - 10);
      svg.text("tick", x, TOP - 10, Figures.count(Math.round(Math.pow(10, decade))));
    }
    for (int i = 0; i < PARTS.size(); i++) {
      String part = PARTS.get(i).toString();
      svg.dot(part, LEFT + i * LEGEND, 14);
      svg.text("legend", LEFT + i * LEGEND + 9, 18, part);
    }
    for (int i = 0; i < report.results().size(); i++) {
      row(svg, report.results().get(i), TOP + i * ROW + ROW / 2.0, low, high);
    }
    return svg.picture(
        LEFT + WIDTH + RIGHT, height, "samples a second of every cell and part", STYLES);
  }

  private static void row(Svg svg, CellResult row, double y, double low, double high) {
    svg.text("name", LEFT - 8, y + 4, row.cell().toString());
    for (Part part : PARTS) {
      row.of(part)
          .ifPresent(
              spread -> svg.dot(part.toString(), x(Math.log10(spread.median()), low, high), y));
    }
  }

  private static double x(double decades, double low, double high) {
    return LEFT + (decades - low) / Math.max(1, high - low) * WIDTH;
  }
}
