package dev.perennial.cli;

import dev.perennial.cli.chaos.Chaos;
import dev.perennial.cli.chaos.ChaosReport;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.WorkingDirectory;
import dev.perennial.ingest.scenario.Curriculum;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial chaos}. */
@Command(
    name = "chaos",
    description = {
      "Kill real processes while they learn, and compare everything they wrote with an undisturbed"
          + " run; exit code 1 if anything differs.",
      "Broker, registry, job manager, task managers, ingest, evaluator and publisher are struck in"
          + " turn, at random samples."
    },
    sortOptions = false)
final class ChaosCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CurriculumOptions curriculumOptions = new CurriculumOptions();

  @Mixin private RecipeOptions recipeOptions = new RecipeOptions();

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "7",
      description = "processes to kill (SIGKILL) (${DEFAULT-VALUE})")
  private int kills;

  @Option(
      names = "--pauses",
      paramLabel = "N",
      defaultValue = "0",
      description = "processes to stop for 20 s (SIGSTOP) (${DEFAULT-VALUE})")
  private int pauses;

  @Option(
      names = "--rate",
      paramLabel = "X",
      defaultValue = "100",
      description = "samples published a second, so that strikes find work (${DEFAULT-VALUE})")
  private double rate;

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      defaultValue = "1",
      description = "how many processes learn (${DEFAULT-VALUE})")
  private int taskManagers;

  @Option(names = "--report", paramLabel = "FILE.json", description = "write a report there")
  private Optional<Path> report = Optional.empty();

  @Option(names = "--keep", description = "keep what the clusters wrote, and say where")
  private boolean keep;

  @Override
  public Integer call() throws InterruptedException, IOException {
    String stream = curriculumOptions.stream();
    OptionProblems problems = new OptionProblems();
    curriculumOptions.check(problems);
    problems.require(kills >= 0, "--kills must not be negative: " + kills);
    problems.require(pauses >= 0, "--pauses must not be negative: " + pauses);
    problems.require(rate > 0, "--rate must be positive: " + rate);
    problems.require(taskManagers >= 1, "--task-managers must be at least 1: " + taskManagers);
    // Every labelled sample is learned, so what is published is what must be predicted.
    Blueprint shipped = Blueprint.shipped().with("ingest", Map.of("holdoutShare", 0));
    Blueprint blueprint =
        problems.valueOr(
            shipped, () -> recipeOptions.applied(shipped, stream, curriculumOptions.seed()));
    problems.throwIfAny();
    Curriculum curriculum = curriculumOptions.load(stream);
    try (WorkingDirectory directory = WorkingDirectory.temporary()) {
      if (keep) {
        directory.keep();
      }
      Chaos chaos =
          new Chaos(
              blueprint,
              directory.path(),
              taskManagers,
              stream,
              recipeOptions.strategy(),
              curriculumOptions.seed(),
              kills,
              pauses,
              curriculumOptions.publishing(stream, rate, Chaos.END),
              curriculum.trainingSize());
      return run(chaos, directory);
    }
  }

  private int run(Chaos chaos, WorkingDirectory directory)
      throws InterruptedException, IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ChaosReport came;
    try (ConsoleProgress progress = ConsoleProgress.to(err, "struck")) {
      came = chaos.run(progress::phase);
    } catch (RuntimeException e) {
      directory.keep();
      err.println("what was written is kept in " + directory.path());
      throw e;
    }
    out.printf(
        "%,d kills, %,d pauses; %,d records compared: %,d lost, %,d duplicated, %,d differing%n",
        came.kills(),
        came.pauses(),
        came.compared(),
        came.lost(),
        came.duplicated(),
        came.differing());
    out.printf(
        "model %s, %s; %d processes ended by themselves%n",
        came.modelSha256().substring(0, 12),
        came.sameModel() ? "the same" : "NOT the same",
        came.restarts());
    came.recoverySecondsMedianByVictim()
        .forEach(
            (victim, seconds) ->
                out.printf("%-14s next prediction after %.1f s%n", victim, seconds));
    came.examples().forEach(out::println);
    if (report.isPresent()) {
      Files.writeString(report.get(), came.json() + System.lineSeparator());
    }
    if (!came.isClean()) {
      directory.keep();
    }
    if (keep || !came.isClean()) {
      out.println("kept " + directory.path());
    }
    out.flush();
    return came.isClean() ? ExitCode.OK : Perennial.EXIT_FAILURE;
  }
}
