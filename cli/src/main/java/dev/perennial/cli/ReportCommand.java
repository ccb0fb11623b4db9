package dev.perennial.cli;

import dev.perennial.cli.cluster.LocalCluster;
import dev.perennial.cli.pipeline.EvaluatorClient;
import dev.perennial.cli.report.KeptPage;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code perennial report}. */
@Command(
    name = "report",
    description = {
      "Write all that the evaluator's page shows now, of every learner, as one file that opens"
          + " without a server.",
      "An evaluator that asks for a token is shown that of PERENNIAL_TOKEN."
    },
    sortOptions = false)
final class ReportCommand implements Callable<Integer> {

  private static final String TOKEN = "PERENNIAL_TOKEN";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE.html", description = "where it goes")
  private Path file = Path.of("report.html");

  @Option(
      names = "--evaluator",
      paramLabel = "URL",
      defaultValue = "${env:PERENNIAL_EVALUATOR}",
      description =
          "whose page; PERENNIAL_EVALUATOR names it too. Default: that of the cluster in"
              + " --directory")
  private Optional<String> evaluator = Optional.empty();

  @Mixin private ClusterDirectoryOption directory = new ClusterDirectoryOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    OptionProblems problems = new OptionProblems();
    WritableFile.requireDirectory(problems, "FILE.html", file);
    URI address = problems.valueOr(URI.create("http://127.0.0.1/"), this::address);
    problems.throwIfAny();
    String token = Optional.ofNullable(System.getenv(TOKEN)).orElse("");
    Files.writeString(file, KeptPage.of(new EvaluatorClient(address, token)));
    spec.commandLine().getOut().println("wrote " + file.toAbsolutePath());
    return ExitCode.OK;
  }

  private URI address() {
    if (evaluator.isEmpty()) {
      return URI.create(ofCluster());
    }
    try {
      URI uri = new URI(evaluator.get());
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below, as any other that is no address.
    }
    throw new InvalidSettingsException(
        List.of("--evaluator must be like http://127.0.0.1:8080: " + evaluator.get()));
  }

  private String ofCluster() {
    try {
      return LocalCluster.at(directory.path()).evaluatorAddress();
    } catch (InvalidSettingsException e) {
      List<String> problems = new ArrayList<>(e.problems());
      problems.add("--evaluator names one that is in no directory");
      throw new InvalidSettingsException(problems);
    }
  }
}
