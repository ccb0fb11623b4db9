package dev.perennial.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** Curves over [0, 1] drawn with characters, each with its own mark. */
public final class TextPlot {

  private static final int WIDTH = 64;
  private static final int HEIGHT = 11;
  private static final String MARKS = "○●△▲□■";

  private TextPlot() {}

  /**
   * The lines of a plot: a title, the curves, the x axis, a legend. Where two curves meet the later
   * one is seen.
   *
   * @param title what y is
   * @param curves at most six; one without points is only named
   */
  public static List<String> lines(String title, List<Curve> curves) {
    long end =
        curves.stream()
            .flatMap(curve -> curve.points().stream())
            .mapToLong(Curve.Point::x)
            .max()
            .orElse(1);
    char[][] canvas = new char[HEIGHT][WIDTH];
    for (char[] row : canvas) {
      Arrays.fill(row, ' ');
    }
    for (int i = 0; i < curves.size(); i++) {
      draw(curves.get(i), MARKS.charAt(i), end, canvas);
    }
    List<String> lines = new ArrayList<>();
    lines.add(title);
    for (int row = 0; row < HEIGHT; row++) {
      double y = 1 - (double) row / (HEIGHT - 1);
      String label = row % 5 == 0 ? "%.1f".formatted(y) : "   ";
      lines.add((label + " ┤" + new String(canvas[row])).stripTrailing());
    }
    lines.add("    └" + "─".repeat(WIDTH));
    String last = Figures.count(end) + " steps";
    lines.add("     0" + " ".repeat(WIDTH - 1 - last.length()) + last);
    lines.add("     " + legend(curves));
    return lines;
  }

  private static void draw(Curve curve, char mark, long end, char[][] canvas) {
    for (int column = 0; column < WIDTH; column++) {
      OptionalDouble y = at(curve, (double) end * column / (WIDTH - 1));
      if (y.isPresent()) {
        double clamped = Math.min(1, Math.max(0, y.getAsDouble()));
        canvas[(int) Math.round((1 - clamped) * (HEIGHT - 1))][column] = mark;
      }
    }
  }

  /** The curve at x, straight between its points; empty outside of them. */
  private static OptionalDouble at(Curve curve, double x) {
    List<Curve.Point> points = curve.points();
    for (int i = 0; i < points.size(); i++) {
      Curve.Point right = points.get(i);
      if (right.x() >= x) {
        if (right.x() == x) {
          return OptionalDouble.of(right.y());
        }
        if (i == 0) {
          return OptionalDouble.empty();
        }
        Curve.Point left = points.get(i - 1);
        double part = (x - left.x()) / (right.x() - left.x());
        return OptionalDouble.of(left.y() + part * (right.y() - left.y()));
      }
    }
    return OptionalDouble.empty();
  }

  private static String legend(List<Curve> curves) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      names.add(MARKS.charAt(i) + " " + curves.get(i).name());
    }
    return String.join("   ", names);
  }
}
