package dev.perennial.cli;

import dev.perennial.cli.bench.ApplicationTrial;
import dev.perennial.cli.stack.WorkingDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options with which a command measures an application several times, a process of its own. */
final class TrialOptions {

  /** One trial. */
  @FunctionalInterface
  interface Trial {
    /**
     * Measures.
     *
     * @param directory of the trial, empty
     */
    ApplicationTrial.Result run(Path directory) throws InterruptedException;
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "stream threads (${DEFAULT-VALUE})")
  private int threads = 2;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "3",
      description = "trials (${DEFAULT-VALUE})")
  private int repeat = 3;

  /** Notes what does not fit. */
  void check(OptionProblems problems) {
    problems.require(threads >= 1, "--threads must be at least 1: " + threads);
    problems.require(repeat >= 1, "--repeat must be at least 1: " + repeat);
  }

  /** The stream threads of the application, at least 1. */
  int threads() {
    return threads;
  }

  /** Runs the trials one after the other, each result a line. */
  void run(Trial trial) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    for (int i = 0; i < repeat; i++) {
      try (WorkingDirectory directory = WorkingDirectory.temporary()) {
        out.println(trial.run(directory.path()));
        out.flush();
      }
    }
  }
}
