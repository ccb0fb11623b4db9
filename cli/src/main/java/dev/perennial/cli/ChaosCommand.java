package dev.perennial.cli;

import dev.perennial.cli.chaos.Blows;
import dev.perennial.cli.chaos.Chaos;
import dev.perennial.cli.chaos.ChaosReport;
import dev.perennial.cli.chaos.Soak;
import dev.perennial.cli.chaos.Vitals;
import dev.perennial.cli.chaos.Workload;
import dev.perennial.cli.report.Figures;
import dev.perennial.cli.report.IndentedJson;
import dev.perennial.cli.report.TextTable;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.WorkingDirectory;
import dev.perennial.ingest.scenario.Curriculum;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
      "Strike real processes while they learn, and compare everything they wrote and kept with an"
          + " undisturbed run; exit code 1 if anything differs.",
      "Broker, registry, job manager, task managers, ingest, evaluator and publisher are struck at"
          + " random samples, in random order, each once before any a second time.",
      "With --soak strike nobody, and tell what the processes take; exit code 1 if that grows."
    },
    sortOptions = false)
final class ChaosCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CurriculumOptions curriculumOptions = new CurriculumOptions();

  @Mixin private RecipeOptions recipeOptions = new RecipeOptions();

  @Option(
      names = "--kills",
      paramLabel = "N",
      description = "processes to kill (SIGKILL) (7, with another kind of blow 0)")
  private Optional<Integer> kills = Optional.empty();

  @Option(
      names = "--pauses",
      paramLabel = "N",
      defaultValue = "0",
      description = "processes to stop for 20 s (SIGSTOP) (${DEFAULT-VALUE})")
  private int pauses;

  @Option(
      names = "--full-disks",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "times to fill the disk of checkpoints for 20 s; needs the right to mount"
              + " (${DEFAULT-VALUE})")
  private int fullDisks;

  @Option(
      names = "--damages",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "times to kill the job manager and cut a file of its newest checkpoint in half"
              + " (${DEFAULT-VALUE})")
  private int damages;

  @Option(
      names = "--overload",
      paramLabel = "X",
      defaultValue = "1",
      description = "publish to the struck run so many times as fast (${DEFAULT-VALUE})")
  private double overload;

  @Option(
      names = "--soak",
      paramLabel = "TIME",
      converter = Spans.class,
      description =
          "publish for so long (30m, 2h), the data again and again, and watch memory, open files,"
              + " topics and checkpoints")
  private Optional<Duration> soak = Optional.empty();

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

  @Mixin private ReportOption report = new ReportOption();

  @Option(names = "--keep", description = "keep what the clusters wrote, and say where")
  private boolean keep;

  @Override
  public Integer call() throws InterruptedException, IOException {
    String stream = curriculumOptions.stream();
    Blueprint blueprint = checkedBlueprint(stream);
    recipeOptions.tellUnread(spec.commandLine().getErr());
    CurriculumOptions published = soak.map(this::repeated).orElse(curriculumOptions);
    Curriculum curriculum = published.load(stream);
    RecipeOptions.requireFits(blueprint, curriculum);
    Workload workload =
        new Workload(
            blueprint,
            taskManagers,
            stream,
            recipeOptions.strategy(),
            published.publishing(stream, Workload.END),
            rate,
            curriculum.trainingSize());
    try (WorkingDirectory directory = WorkingDirectory.temporary()) {
      if (keep) {
        directory.keep();
      }
      boolean fine = soak.isPresent() ? soak(workload, directory) : strike(workload, directory);
      if (!fine) {
        directory.keep();
      }
      PrintWriter out = spec.commandLine().getOut();
      if (keep || !fine) {
        out.println("kept " + directory.path());
      }
      out.flush();
      return fine ? ExitCode.OK : Perennial.EXIT_FAILURE;
    }
  }

  private Blueprint checkedBlueprint(String stream) {
    OptionProblems problems = new OptionProblems();
    curriculumOptions.check(problems);
    requireCount(problems, "--pauses", pauses);
    requireCount(problems, "--full-disks", fullDisks);
    requireCount(problems, "--damages", damages);
    requireCount(problems, "--kills", kills.orElse(0));
    problems.require(rate > 0, "--rate must be positive: " + rate);
    problems.require(overload > 0, "--overload must be positive: " + overload);
    problems.require(taskManagers >= 1, "--task-managers must be at least 1: " + taskManagers);
    problems.require(
        soak.isEmpty() || (kills.isEmpty() && pauses + fullDisks + damages == 0 && overload == 1),
        "--soak strikes nobody and overloads nobody");
    report.check(problems);
    // Every labelled sample is learned, so what is published is what must be predicted.
    Blueprint shipped = Blueprint.shipped().with("ingest", Map.of("holdoutShare", 0));
    Blueprint blueprint =
        problems.valueOr(
            shipped, () -> recipeOptions.applied(shipped, stream, curriculumOptions.seed()));
    problems.throwIfAny();
    return blueprint;
  }

  private static void requireCount(OptionProblems problems, String option, int count) {
    problems.require(count >= 0, option + " must not be negative: " + count);
  }

  /** The data as often as the time takes. */
  private CurriculumOptions repeated(Duration time) {
    return curriculumOptions.repeated(Math.round(rate * time.toSeconds()));
  }

  private boolean strike(Workload workload, WorkingDirectory directory)
      throws InterruptedException, IOException {
    boolean others = pauses + fullDisks + damages > 0 || overload != 1;
    Blows blows = new Blows(kills.orElse(others ? 0 : 7), pauses, fullDisks, damages);
    Chaos chaos = new Chaos(workload, directory.path(), curriculumOptions.seed(), blows, overload);
    ChaosReport came = watched(directory, chaos::run);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%,d kills, %,d pauses, %,d full disks, %,d damaged checkpoints, %.3g times as fast%n",
        came.kills(), came.pauses(), came.fullDisks(), came.damages(), came.overload());
    out.printf(
        "%,d records and values compared: %,d lost, %,d duplicated, %,d differing%n",
        came.compared(), came.lost(), came.duplicated(), came.differing());
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
    if (overload != 1) {
      tell(came.disturbed(), out);
    }
    report.write(() -> IndentedJson.of(came));
    return came.isClean();
  }

  private boolean soak(Workload workload, WorkingDirectory directory)
      throws InterruptedException, IOException {
    Soak came = watched(directory, said -> Soak.of(workload, directory.path(), said));
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%,d samples learned; %d processes ended by themselves%n", came.samples(), came.restarts());
    tell(came.courses(), out);
    came.grown().forEach(name -> out.println("grew: " + name));
    report.write(() -> IndentedJson.of(came));
    return came.grown().isEmpty() && came.restarts() == 0;
  }

  private static void tell(Map<String, Vitals.Course> courses, PrintWriter out) {
    TextTable table = new TextTable().row("", List.of("early", "late", "highest"));
    courses.forEach(
        (name, course) ->
            table.row(
                name,
                List.of(
                    Figures.count(course.early()),
                    Figures.count(course.late()),
                    Figures.count(course.highest()))));
    table.lines().forEach(out::println);
  }

  /** Something that takes long and says how far it is. */
  private interface Trial<T> {
    T run(Consumer<String> said) throws InterruptedException;
  }

  private <T> T watched(WorkingDirectory directory, Trial<T> trial) throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try (ConsoleProgress progress = ConsoleProgress.to(err, "struck")) {
      return trial.run(progress::phase);
    } catch (RuntimeException e) {
      directory.keep();
      err.println("what was written is kept in " + directory.path());
      throw e;
    }
  }
}
