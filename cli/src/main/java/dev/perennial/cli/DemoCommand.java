package dev.perennial.cli;

import dev.perennial.cli.pipeline.Outcome;
import dev.perennial.cli.report.Curve;
import dev.perennial.cli.report.ResultTable;
import dev.perennial.cli.report.TextPlot;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.WorkingDirectory;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial demo}. */
@Command(
    name = "demo",
    description =
        "Learn drawn digits, two classes at a time, with and without replay, side by side from"
            + " one stream by one job.")
final class DemoCommand implements Callable<Integer> {

  private static final String STREAM = "glyphs";
  private static final String SCENARIO = "classes:2";
  private static final List<String> LEARNERS = List.of("naive", "er", "auto");
  private static final int STEPS_BETWEEN_SCORES = 25;
  private static final long SEED = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--page",
      paramLabel = "FILE.html",
      defaultValue = "demo-report.html",
      description = "where the page goes (${DEFAULT-VALUE})")
  private Path page = Path.of("demo-report.html");

  @Override
  public Integer call() throws InterruptedException, IOException {
    OptionProblems problems = new OptionProblems();
    WritableFile.require(problems, "--page", page);
    problems.throwIfAny();
    Curriculum curriculum =
        Scenario.parse(SCENARIO)
            .arrange(DataSource.parse(STREAM).load(), CurriculumSettings.of(STREAM, SEED));
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (WorkingDirectory directory = WorkingDirectory.temporary()) {
      Outcome outcome =
          new Embedded(err, Optional.of(page))
              .run(blueprint(), curriculum, STREAM, LEARNERS, directory);
      ResultTable.lines(outcome).forEach(out::println);
      out.println();
      List<Curve> soFar = outcome.learners().stream().map(Curve::ofTasksSoFar).toList();
      TextPlot.lines("accuracy on all tasks seen so far", soFar).forEach(out::println);
      out.println();
      List<Curve> first = outcome.learners().stream().map(Curve::ofFirstTask).toList();
      TextPlot.lines("accuracy on the first task", first).forEach(out::println);
      out.println();
      out.println("the same and more as a page: " + page.toAbsolutePath());
      out.flush();
    }
    return 0;
  }

  private static Blueprint blueprint() {
    Map<String, Object> learners = new LinkedHashMap<>();
    for (String strategy : LEARNERS) {
      learners.put(
          strategy,
          Map.of(
              "stream",
              STREAM,
              "scoring",
              Map.of("share", 1, "every", STEPS_BETWEEN_SCORES),
              "recipe",
              Map.of("strategy", strategy, "seed", SEED)));
    }
    return Blueprint.shipped()
        .withSection("learners", learners)
        .with("job", Map.of("parallelism", LEARNERS.size()));
  }
}
