package dev.perennial.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs commands in this JVM, as a shell would. */
public final class Commands {

  private Commands() {}

  /** A command that has ended, with what it wrote. */
  public record Ended(int code, String out, String err) {}

  /** Runs a line, whose words are separated by single spaces. */
  public static Ended run(String line) {
    return execute(line.split(" "));
  }

  /** Runs a command with such arguments. */
  public static Ended execute(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Perennial.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    int code = commandLine.execute(arguments);
    return new Ended(code, out.toString(), err.toString());
  }
}
