package dev.perennial.cli;

import dev.perennial.cli.flink.FlinkCluster;
import dev.perennial.cli.flink.FlinkFailedException;
import dev.perennial.cli.flink.FlinkJob;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.learner.job.LearnerJob;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.SettingsFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial submit}. */
@Command(
    name = "submit",
    description = {
      "Start the learner job on a Flink cluster, and wait until all its tasks run.",
      "The file is read here: the cluster needs neither it nor Perennial, only the jars of flink-lib"
          + " in Flink's lib directory."
    },
    sortOptions = false)
final class SubmitCommand implements Callable<Integer> {

  /** The system property that names the job's jar, as the launcher and the build know it. */
  private static final String JAR_PROPERTY = "perennial.job";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--jobmanager",
      paramLabel = "HOST:PORT",
      required = true,
      description = "the Flink cluster, by the address of its REST API")
  private String jobManager = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "sections as in the shipped application.yaml")
  private Path config = Path.of("");

  @Option(
      names = "--upgrade",
      description =
          "stop the job of the same job.name with a savepoint first, and go on from there: with"
              + " another recipe, parallelism or version, nothing lost and nothing twice")
  private boolean upgrade;

  @Option(
      names = "--savepoint-dir",
      paramLabel = "URI",
      description =
          "where --upgrade puts the savepoint (execution.checkpointing.savepoint-dir of the section"
              + " flink, or else of the cluster)")
  private Optional<String> savepointDirectory = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "URI",
      description =
          "go on from this savepoint or checkpoint; if the job has written results since then, set"
              + " job.rereadResults")
  private Optional<String> from = Optional.empty();

  @Option(
      names = "--detached",
      description = "return when the cluster has taken the job, whatever becomes of it")
  private boolean detached;

  @Option(
      names = "--timeout",
      paramLabel = "SPAN",
      defaultValue = "5m",
      converter = Spans.class,
      description = "how long to wait until all tasks run, as 90s, 5m or 1h (${DEFAULT-VALUE})")
  private Duration timeout = Duration.ZERO;

  @Override
  public Integer call() throws InterruptedException {
    OptionProblems problems = new OptionProblems();
    problems.require(
        !upgrade || from.isEmpty(), "--from cannot be given with --upgrade, which makes its own");
    problems.require(
        upgrade || savepointDirectory.isEmpty(), "--savepoint-dir is of use with --upgrade only");
    problems.throwIfAny();
    SettingsFile settings = checked(config);
    Path jar = jar();
    try (FlinkCluster cluster = FlinkOptions.open(jobManager, Optional.of(settings))) {
      Optional<FlinkJob> live = cluster.liveJob(FlinkOptions.jobName(settings));
      requireFits(live, FlinkOptions.jobName(settings));
      if (live.isPresent()) {
        replace(cluster, live.get(), settings, jar);
      } else {
        start(cluster, settings, jar, from);
      }
    }
    return ExitCode.OK;
  }

  /** Two jobs of one name would end each other's transactions. */
  private void requireFits(Optional<FlinkJob> live, String name) {
    if (upgrade && live.isEmpty()) {
      throw new InvalidSettingsException(
          List.of(
              "--upgrade finds no job named %s on %s; without it `submit` starts one, with --from"
                      .formatted(name, jobManager)
                  + " where another ended"));
    }
    if (!upgrade && live.isPresent()) {
      throw new InvalidSettingsException(
          List.of(
              "job.name must be another, or --upgrade be given: %s runs on %s as %s"
                  .formatted(name, jobManager, live.get().id())));
    }
  }

  private void replace(FlinkCluster cluster, FlinkJob old, SettingsFile settings, Path jar)
      throws InterruptedException {
    String savepoint = cluster.stopWithSavepoint(old.id(), savepointDirectory);
    say("savepoint  " + savepoint);
    // The savepoint is there a moment before its job has ended.
    cluster.awaitEnded(old.id());
    try {
      start(cluster, settings, jar, Optional.of(savepoint));
    } catch (FlinkFailedException e) {
      throw e.advising(
          """
          the job %s has ended; all it said is committed, and its whole state is in the savepoint.
          If a new job is there still (`status --jobmanager %s`), `cancel` it. Then go on, with a \
          file that fits:
            perennial submit --jobmanager %s --config FILE --from %s"""
              .formatted(old.id(), jobManager, jobManager, savepoint));
    }
  }

  private void start(
      FlinkCluster cluster, SettingsFile settings, Path jar, Optional<String> restore)
      throws InterruptedException {
    String id = cluster.submit(settings, jar, restore);
    say("job        " + id);
    if (!detached) {
      PrintWriter err = spec.commandLine().getErr();
      cluster.awaitWorking(
          id,
          timeout,
          line -> {
            err.println(line);
            err.flush();
          });
      say("running    " + cluster.page(id));
    }
  }

  /** At once: what follows may fail. */
  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  /** Refuses here what the job, or another part that reads the file, would refuse there. */
  private static SettingsFile checked(Path file) {
    SettingsFile settings = FlinkOptions.read(file);
    Blueprint.read(file).check();
    LearnerJob.define(new StreamExecutionEnvironment(), settings);
    return settings;
  }

  private static Path jar() {
    Path jar = Path.of(System.getProperty(JAR_PROPERTY, ""));
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          "system property %s must name the job's jar: \"%s\"".formatted(JAR_PROPERTY, jar));
    }
    return jar.toAbsolutePath();
  }
}
