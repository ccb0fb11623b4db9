package dev.perennial.cli;

import dev.perennial.cli.pipeline.LearnerOutcome;
import dev.perennial.cli.pipeline.Outcome;
import dev.perennial.cli.report.IndentedJson;
import dev.perennial.cli.report.ResultTable;
import dev.perennial.cli.report.RunReport;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.WorkingDirectory;
import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.scenario.Curriculum;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial run}. */
@Command(
    name = "run",
    description = "Stream a data set through the whole pipeline, embedded; print what was learned.",
    sortOptions = false)
final class RunCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CurriculumOptions curriculumOptions = new CurriculumOptions();

  @Mixin private RecipeOptions recipeOptions = new RecipeOptions();

  @Option(
      names = "--holdout",
      paramLabel = "F",
      description = "share of the samples that only score, where the data sets none aside")
  private Optional<Double> holdout = Optional.empty();

  @Mixin private ReportOption report = new ReportOption();

  @Option(
      names = "--page",
      paramLabel = "FILE.html",
      description = "write the evaluator's page there, as one file that opens without a server")
  private Optional<Path> page = Optional.empty();

  @Option(names = "--keep", description = "keep what the stack wrote, and say where")
  private boolean keep;

  @Override
  public Integer call() throws InterruptedException, IOException {
    String stream = curriculumOptions.stream();
    Blueprint blueprint = checkedBlueprint(stream);
    PrintWriter err = spec.commandLine().getErr();
    recipeOptions.tellUnread(err);
    Curriculum curriculum = curriculumOptions.load(stream);
    curriculumOptions.tellSkipped(err);
    RecipeOptions.requireFits(blueprint, curriculum);
    PrintWriter out = spec.commandLine().getOut();
    try (WorkingDirectory directory = WorkingDirectory.temporary()) {
      if (keep) {
        directory.keep();
      }
      Outcome outcome =
          new Embedded(err, page)
              .run(blueprint, curriculum, stream, List.of(recipeOptions.strategy()), directory);
      LearnerOutcome learner = outcome.learners().get(0);
      ResultTable.lines(outcome).forEach(out::println);
      report.write(() -> IndentedJson.of(report(outcome, learner)));
      if (keep) {
        out.println("kept " + directory.path());
      }
      out.flush();
      return learner.deliveries().lost() + learner.deliveries().duplicated() == 0
          ? 0
          : Perennial.EXIT_FAILURE;
    }
  }

  private Blueprint checkedBlueprint(String stream) {
    OptionProblems problems = new OptionProblems();
    curriculumOptions.check(problems);
    Blueprint shipped =
        holdout
            .map(share -> Blueprint.shipped().with("ingest", Map.of("holdoutShare", share)))
            .orElseGet(Blueprint::shipped);
    problems.valueOr(
        IngestSettings.DEFAULTS,
        () -> shipped.sections().section("ingest", IngestSettings.class, IngestSettings.DEFAULTS));
    Blueprint blueprint =
        problems.valueOr(
            shipped, () -> recipeOptions.applied(shipped, stream, curriculumOptions.seed()));
    report.check(problems);
    page.ifPresent(file -> WritableFile.require(problems, "--page", file));
    problems.throwIfAny();
    return blueprint;
  }

  private RunReport report(Outcome outcome, LearnerOutcome learner) {
    return RunReport.of(
        curriculumOptions.data(),
        curriculumOptions.scenario(),
        recipeOptions.strategy(),
        curriculumOptions.seed(),
        outcome,
        learner,
        Versions.all());
  }
}
