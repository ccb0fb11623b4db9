package dev.perennial.cli;

import dev.perennial.schemas.app.Failures;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command {@code perennial}. */
@Command(
    name = "perennial",
    description = "Learns continually from Kafka topics.",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      UpCommand.class,
      StatusCommand.class,
      StopCommand.class,
      KillCommand.class,
      RestartCommand.class,
      SubmitCommand.class,
      CancelCommand.class,
      ChaosCommand.class,
      PublishCommand.class,
      ControlCommand.class,
      GatewayCommand.class,
      ReportCommand.class,
      TopicsCommand.class,
      RejectsCommand.class,
      WatchCommand.class,
      BenchCommand.class,
      VersionCommand.class
    })
public final class Perennial {

  /** Picocli reads it, here and in every command. */
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "show this help and do nothing")
  @SuppressWarnings("UnusedVariable")
  private boolean help;

  /** The exit code of a command that was asked for wrongly. */
  static final int EXIT_USAGE = 64;

  /** The exit code of a command that failed. */
  static final int EXIT_FAILURE = 1;

  /** The exit code of a command that Ctrl-C ended. */
  static final int EXIT_INTERRUPTED = 130;

  private static final long CLEAN_UP_SECONDS = 20;

  private Perennial() {}

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    Thread main = Thread.currentThread();
    CountDownLatch done = new CountDownLatch(1);
    // Ctrl-C interrupts the command, which closes what it opened on its own thread; the JVM waits
    // for it.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (done.getCount() > 0) {
                    main.interrupt();
                    awaitQuietly(done);
                  }
                },
                "ctrl-c"));
    int code;
    try {
      code = commandLine().execute(arguments);
    } finally {
      done.countDown();
    }
    System.exit(code);
  }

  /** The command line with all subcommands; one line a problem on the error stream. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Perennial());
    commandLine.getCommandSpec().parser().collectErrors(true);
    commandLine.getSubcommands().values().forEach(Perennial::collectErrors);
    commandLine.setExecutionStrategy(Perennial::execute);
    commandLine.setParameterExceptionHandler(
        (e, ignored) -> usage(e.getCommandLine(), List.of(e.getMessage())));
    commandLine.setExecutionExceptionHandler((e, at, ignored) -> failure(e, at));
    return commandLine;
  }

  private static void collectErrors(CommandLine commandLine) {
    commandLine.getCommandSpec().parser().collectErrors(true);
    commandLine.getSubcommands().values().forEach(Perennial::collectErrors);
  }

  private static int execute(ParseResult parsed) {
    List<String> problems = new ArrayList<>();
    ParseResult last = parsed;
    for (ParseResult at = parsed; at != null; at = at.subcommand()) {
      at.errors().forEach(error -> problems.add(String.valueOf(error.getMessage())));
      last = at;
    }
    CommandLine command = last.commandSpec().commandLine();
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    if (!problems.isEmpty()) {
      return usage(command, problems.stream().distinct().toList());
    }
    if (last.commandSpec().userObject() instanceof Perennial || isGroup(last)) {
      command.usage(command.getErr());
      return EXIT_USAGE;
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static boolean isGroup(ParseResult parsed) {
    return !parsed.isUsageHelpRequested()
        && !parsed.commandSpec().subcommands().isEmpty()
        && !parsed.hasSubcommand();
  }

  private static int usage(CommandLine command, List<String> problems) {
    PrintWriter err = command.getErr();
    problems.forEach(err::println);
    err.flush();
    return EXIT_USAGE;
  }

  private static int failure(Exception e, CommandLine command) {
    if (e instanceof InvalidSettingsException invalid) {
      return usage(command, invalid.problems());
    }
    if (e instanceof InterruptedException || e instanceof InterruptException) {
      return EXIT_INTERRUPTED;
    }
    PrintWriter err = command.getErr();
    Failures.lines("perennial", e).forEach(err::println);
    err.flush();
    return EXIT_FAILURE;
  }

  private static void awaitQuietly(CountDownLatch done) {
    try {
      if (!done.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("perennial: the command did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
