package dev.perennial.cli.speed;

import dev.perennial.cli.report.Figures;
import dev.perennial.cli.report.Masthead;
import dev.perennial.cli.report.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A report as a page in Markdown: a table a network, a row a cell. */
public final class SpeedPage {

  /** How much faster one part is than another. */
  private record Ratio(Part part, Part to) {}

  private static final List<Ratio> RATIOS =
      List.of(
          new Ratio(Part.STEP, Part.BOUND),
          new Ratio(Part.PAIR, Part.STEP),
          new Ratio(Part.OPERATOR, Part.STEP),
          new Ratio(Part.SLOTS, Part.OPERATOR),
          new Ratio(Part.PIPELINE, Part.STEP),
          new Ratio(Part.STEP, Part.REFERENCE),
          new Ratio(Part.PIPELINE, Part.REFERENCE));

  private SpeedPage() {}

  /**
   * The page.
   *
   * @param plot the name of the plot's file beside it
   */
  public static String markdown(SpeedReport report, String plot) {
    List<String> lines =
        new ArrayList<>(
            Masthead.of("Speed", report.command(), report.machine(), report.versions()));
    lines.add(
        "Samples learned a second, one thread for the arithmetic: the median of at least %d repetitions,"
                .formatted(report.repetitions())
            + " behind one that does not count, in brackets the least and the most. Parts are measured"
            + " by turns, ratios are medians of the ratios within a turn. A batch of 10+10 is ten new"
            + " rows and ten replayed. A row is one run; the command is that of the last.");
    lines.add("");
    for (Part part : Part.values()) {
      lines.add("- **%s**: %s".formatted(part, part.meaning()));
    }
    lines.add("");
    lines.add("![speed](%s)".formatted(plot));
    report.results().stream()
        .map(result -> result.cell().network())
        .distinct()
        .forEach(
            network -> {
              lines.add("");
              lines.add("## " + network);
              lines.add("");
              lines.addAll(table(report, network));
            });
    return String.join("\n", lines) + "\n";
  }

  private static List<String> table(SpeedReport report, String network) {
    List<CellResult> rows =
        report.results().stream().filter(row -> row.cell().network().equals(network)).toList();
    List<Part> parts =
        Arrays.stream(Part.values())
            .filter(part -> rows.stream().anyMatch(row -> row.of(part).isPresent()))
            .toList();
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder("| strategy | batch |");
    parts.forEach(part -> head.append(" %s |".formatted(part)));
    RATIOS.forEach(ratio -> head.append(" %s / %s |".formatted(ratio.part(), ratio.to())));
    lines.add(head.toString());
    lines.add("|" + "---|".repeat(2 + parts.size() + RATIOS.size()));
    for (CellResult row : rows) {
      StringBuilder line =
          new StringBuilder(
              "| `%s` | %d+%d |"
                  .formatted(row.cell().strategy(), row.cell().batch(), row.cell().batch()));
      for (Part part : parts) {
        line.append(" %s |".formatted(row.of(part).map(SpeedPage::rate).orElse(Figures.ABSENT)));
      }
      for (Ratio ratio : RATIOS) {
        line.append(" %s |".formatted(ratio(row.ratio(ratio.part(), ratio.to()))));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static String rate(Spread spread) {
    return "%s (%s-%s)"
        .formatted(
            Figures.count(Math.round(spread.median())),
            Figures.count(Math.round(spread.least())),
            Figures.count(Math.round(spread.most())));
  }

  private static String ratio(Optional<Spread> ratio) {
    return ratio
        .map(
            spread ->
                String.format(
                    Locale.ROOT,
                    "**%.2f** (%.2f-%.2f)",
                    spread.median(),
                    spread.least(),
                    spread.most()))
        .orElse(Figures.ABSENT);
  }
}
