package dev.perennial.cli.growth;

import dev.perennial.cli.report.Figures;
import dev.perennial.cli.report.Masthead;
import dev.perennial.cli.report.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as a page in Markdown: a table a curve. */
public final class GrowthPage {

  private GrowthPage() {}

  /**
   * The page.
   *
   * @param plot the name of the plot's file beside it
   */
  public static String markdown(GrowthReport report, String plot) {
    List<String> lines =
        new ArrayList<>(
            Masthead.of(
                "What growing costs", report.command(), report.machine(), report.versions()));
    lines.add(EXPLANATION.strip());
    lines.add("");
    lines.add("![microseconds a sample](%s)".formatted(plot));
    report.curves().forEach(curve -> lines.addAll(section(curve)));
    return String.join("\n", lines) + "\n";
  }

  private static List<String> section(GrowthCurve curve) {
    List<Point> sizes = curve.series().get(0).points();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("## Against " + curve.axis());
    lines.add("");
    lines.add(curve.setting());
    lines.add("");
    lines.add(
        sizes.stream()
            .map(point -> Figures.count(point.size()))
            .collect(Collectors.joining(" | ", "| | ", " | last to first |")));
    lines.add("|---|" + "---|".repeat(sizes.size() + 1));
    for (Series series : curve.series()) {
      lines.add(
          series.points().stream()
              .map(GrowthPage::cell)
              .collect(
                  Collectors.joining(
                      " | ",
                      "| %s | ".formatted(series.name()),
                      " | %s |".formatted(format("%.2f", series.growth())))));
    }
    return lines;
  }

  private static String cell(Point point) {
    Spread micros = point.spread();
    return format("%.1f (%.1f to %.1f)", micros.median(), micros.least(), micros.most());
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static final String EXPLANATION =
      """
      Microseconds of processor time a sample, all of the fold included: decoding, prediction, learning, replay, scoring as it is
      shipped, results. Median (fastest to slowest) of repetitions, each size in its turn. The last column is the median at the
      largest size over that at the smallest.
      """;
}
