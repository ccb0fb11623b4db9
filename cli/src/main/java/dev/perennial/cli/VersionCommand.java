package dev.perennial.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code perennial version}. */
@Command(name = "version", description = "Print the versions of Perennial and what it is made of.")
final class VersionCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Versions.all().forEach((name, version) -> out.printf("%-10s %s%n", name, version));
  }
}
