package dev.perennial.cli;

import dev.perennial.cli.rejects.Rejected;
import dev.perennial.schemas.wire.Registry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code perennial rejects}. */
@Command(
    name = "rejects",
    description =
        "Tell what was rejected, by reason; list it as JSON lines, which can be fixed and published"
            + " again.",
    sortOptions = false)
final class RejectsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(names = "--topic", paramLabel = "NAME", description = "only of records of that topic")
  private String topic = "";

  @Option(names = "--reason", paramLabel = "REASON", description = "only of that reason")
  private String reason = "";

  @Option(names = "--stream", paramLabel = "NAME", description = "only of that stream, by its key")
  private String stream = "";

  @Option(names = "--list", description = "print each as a line of JSON")
  private boolean list;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description = "publish the records of such lines again, - for standard input")
  private Optional<String> replay = Optional.empty();

  @Override
  public Integer call() throws IOException {
    if (replay.isPresent() && (list || !(topic + reason + stream).isEmpty())) {
      throw new ParameterException(
          spec.commandLine(), "--replay publishes a whole file: it goes with no other option");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Registry registry = Registry.at(cluster.registry())) {
      Rejected rejected = new Rejected(cluster.reachedKafka(), registry);
      Rejected.Which which = new Rejected.Which(topic, reason, stream);
      if (replay.isPresent()) {
        return replay(rejected, replay.get());
      } else if (list) {
        rejected.list(which, out::println);
      } else {
        List<String> lines = rejected.summary(which);
        lines.forEach(out::println);
        if (lines.isEmpty()) {
          spec.commandLine().getErr().println("nothing was rejected");
        }
      }
      return ExitCode.OK;
    }
  }

  private int replay(Rejected rejected, String file) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try (BufferedReader lines = open(file)) {
      Rejected.Replayed replayed = rejected.replay(lines);
      replayed
          .unfit()
          .forEach(unfit -> err.printf("line %d: %s%n", unfit.number(), unfit.problem()));
      err.printf("published %,d records%n", replayed.published());
      return replayed.unfit().isEmpty() ? ExitCode.OK : Perennial.EXIT_FAILURE;
    }
  }

  private BufferedReader open(String file) throws IOException {
    if (file.equals("-")) {
      return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }
    if (!Files.isRegularFile(Path.of(file))) {
      throw new ParameterException(
          spec.commandLine(), "--replay must name a file that exists: " + file);
    }
    return Files.newBufferedReader(Path.of(file));
  }
}
