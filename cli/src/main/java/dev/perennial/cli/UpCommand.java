package dev.perennial.cli;

import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.EmbeddedStack;
import dev.perennial.cli.stack.WorkingDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial up}. */
@Command(
    name = "up",
    description = "Start the whole pipeline, embedded; print its addresses; stay until Ctrl-C.")
final class UpCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "sections as in the shipped application.yaml; addresses and directories are replaced")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--keep", description = "keep what the stack wrote, and say where")
  private boolean keep;

  @Override
  public Integer call() throws InterruptedException {
    Blueprint blueprint = config.map(Blueprint::read).orElseGet(Blueprint::shipped);
    PrintWriter out = spec.commandLine().getOut();
    try (WorkingDirectory directory = WorkingDirectory.temporary()) {
      if (keep) {
        directory.keep();
      }
      try (EmbeddedStack stack = EmbeddedStack.start(blueprint, directory.path())) {
        out.println("evaluator  " + stack.evaluatorAddress());
        out.println("flink      " + stack.flinkAddress());
        out.println("files      " + directory.path());
        out.println("export PERENNIAL_BOOTSTRAP=" + stack.bootstrapServers());
        out.println("export PERENNIAL_REGISTRY=" + stack.registryUrl());
        out.flush();
        while (true) {
          stack.requireAlive();
          TimeUnit.SECONDS.sleep(1);
        }
      }
    }
  }
}
