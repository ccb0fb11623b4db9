package dev.perennial.cli.quality;

import dev.perennial.cli.report.Figures;
import dev.perennial.cli.report.Masthead;
import dev.perennial.learner.learning.Recipe;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A report as a page in Markdown: a table a benchmark, the best in bold. */
public final class QualityPage {

  private static final int NAMED_DIGITS = 12;
  private static final int BYTES_A_KILOBYTE = 1000;

  private QualityPage() {}

  /**
   * The page.
   *
   * @param plot the name of the plot's file beside it
   */
  public static String markdown(QualityReport report, String plot) {
    List<String> lines =
        new ArrayList<>(
            Masthead.of("Quality", report.command(), report.machine(), report.versions()));
    lines.add("Results of %s.".formatted(versions(report.code())));
    lines.add("");
    lines.add(EXPLANATION.strip());
    lines.add("");
    lines.add("![accuracy](%s)".formatted(plot));
    for (BenchmarkResults benchmark : report.benchmarks()) {
      if (!benchmark.rows().isEmpty()) {
        lines.add("");
        lines.addAll(section(benchmark, report.seeds()));
      }
    }
    List<String> empty =
        report.benchmarks().stream()
            .filter(results -> results.rows().isEmpty())
            .map(results -> results.benchmark().name())
            .filter(name -> !report.skipped().contains(name))
            .toList();
    if (!empty.isEmpty()) {
      lines.add("");
      lines.add("Not measured yet: %s.".formatted(String.join(", ", empty)));
    }
    if (!report.skipped().isEmpty()) {
      lines.add("");
      lines.add(
          "Not measured, because their data are not there: %s."
              .formatted(String.join(", ", report.skipped())));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String versions(List<String> code) {
    String digests =
        code.stream()
            .map(digest -> digest.substring(0, Math.min(NAMED_DIGITS, digest.length())))
            .collect(Collectors.joining(", "));
    return code.size() == 1
        ? "code " + digests
        : "%d versions of the code: %s".formatted(code.size(), digests);
  }

  private static List<String> section(BenchmarkResults results, int seeds) {
    Benchmark benchmark = results.benchmark();
    List<String> lines = new ArrayList<>();
    lines.add("## " + benchmark.name());
    lines.add("");
    lines.add(setting(benchmark));
    if (!results.hasHoldout()) {
      OptionalDouble noChange = results.rows().get(0).noChangeAccuracy();
      if (noChange.isPresent()) {
        lines.add("Repeating the label before is right %s.".formatted(Figures.share(noChange)));
      }
    }
    lines.add("");
    lines.addAll(results.hasHoldout() ? holdoutTable(results) : prequentialTable(results));
    lines.addAll(notes(results, seeds));
    return lines;
  }

  /** What most learning systems share; a recipe that differs is told in the notes. */
  private static String setting(Benchmark benchmark) {
    String limit =
        benchmark.limit().isPresent()
            ? ", %s samples".formatted(Figures.count(benchmark.limit().getAsLong()))
            : "";
    return "`%s`, `%s`%s; %s."
        .formatted(benchmark.data(), benchmark.scenario(), limit, commonRecipe(benchmark));
  }

  private static String commonRecipe(Benchmark benchmark) {
    return benchmark.recipes().values().stream()
        .map(QualityPage::recipe)
        .collect(Collectors.groupingBy(text -> text, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static String recipe(Recipe recipe) {
    return "`%s`, memory %d, %s bytes, batch %d + %d, `%s` at rate %s"
        .formatted(
            recipe.network(),
            recipe.memory(),
            Figures.count(recipe.memoryBytes()),
            recipe.batch(),
            recipe.replayBatch(),
            recipe.optimizer(),
            Double.toString(recipe.learningRate()));
  }

  private static List<String> holdoutTable(BenchmarkResults results) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| strategy | accuracy | ACC | BWT | forgetting | prequential | samples/s | state kB | CPU s |");
    lines.add("|---|---|---|---|---|---|---|---|---|");
    for (Row row : results.rows()) {
      lines.add(
          line(
              row,
              decisive(results, row),
              spread(row.metric("average-accuracy")),
              mean(row, "backward-transfer"),
              mean(row, "forgetting"),
              mean(row, "prequential-accuracy")));
    }
    return lines;
  }

  private static List<String> prequentialTable(BenchmarkResults results) {
    List<String> lines = new ArrayList<>();
    lines.add("| strategy | prequential | kappa | samples/s | state kB | CPU s |");
    lines.add("|---|---|---|---|---|---|");
    for (Row row : results.rows()) {
      lines.add(line(row, decisive(results, row), spread(row.metric("kappa"))));
    }
    return lines;
  }

  private static String line(Row row, String... figures) {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            row.strategy(),
            String.join(" | ", figures),
            Figures.count(Math.round(row.samplesPerCpuSecond())),
            Figures.count(Math.round((double) row.stateBytes() / BYTES_A_KILOBYTE)),
            String.format(Locale.ROOT, "%.1f", row.cpuSeconds()));
  }

  private static String decisive(BenchmarkResults results, Row row) {
    String text = spread(row.metric(results.decisive()));
    return row.equals(results.rows().get(0)) ? "**" + text + "**" : text;
  }

  private static String spread(Optional<Estimate> estimate) {
    return estimate
        .map(
            of ->
                of.deviation().isPresent()
                    ? "%s ± %s".formatted(Figures.share(of.mean()), Figures.share(of.deviation()))
                    : Figures.share(of.mean()))
        .orElse(Figures.ABSENT);
  }

  private static String mean(Row row, String metric) {
    return row.metric(metric).map(of -> Figures.share(of.mean())).orElse(Figures.ABSENT);
  }

  private static List<String> notes(BenchmarkResults results, int seeds) {
    Benchmark benchmark = results.benchmark();
    List<String> notes = new ArrayList<>();
    String common = commonRecipe(benchmark);
    benchmark
        .recipes()
        .forEach(
            (strategy, recipe) -> {
              if (!common.equals(recipe(recipe))) {
                notes.add("`%s`: %s.".formatted(strategy, recipe(recipe)));
              }
            });
    for (Row row : results.rows()) {
      if (row.rejected() > 0) {
        notes.add(
            "`%s` did not take %s samples."
                .formatted(row.strategy(), Figures.count(row.rejected())));
      }
    }
    byReason(benchmark.recipes().keySet(), strategy -> results.known(strategy))
        .forEach(
            (known, strategies) -> {
              if (known < seeds) {
                notes.add("%s: %d of %d seeds.".formatted(strategies, known, seeds));
              }
            });
    byReason(benchmark.without().keySet(), benchmark.without()::get)
        .forEach(
            (reason, strategies) -> notes.add("Without %s: %s.".formatted(strategies, reason)));
    if (notes.isEmpty()) {
      return notes;
    }
    notes.add(0, "");
    return notes.stream().map(note -> note.isEmpty() ? note : "- " + note).toList();
  }

  /** The same is said once, of all strategies that it holds for. */
  private static <T> Map<T, String> byReason(
      Collection<String> strategies, Function<String, T> reason) {
    return strategies.stream()
        .collect(
            Collectors.groupingBy(
                reason,
                LinkedHashMap::new,
                Collectors.mapping("`%s`"::formatted, Collectors.joining(", "))));
  }

  private static final String EXPLANATION =
      """
      Mean ± standard deviation over seeds. Accuracy: the share of all hold-out samples answered right at the end; ACC: the
      mean over tasks of the same; BWT and forgetting: what later tasks did to earlier ones; prequential: every sample is
      answered before it is learned. Samples a second of processor time in the learner alone; CPU s: the whole cell. State: what
      the learner saves.
      """;
}
