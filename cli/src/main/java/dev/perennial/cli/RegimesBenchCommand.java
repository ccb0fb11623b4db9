package dev.perennial.cli;

import dev.perennial.cli.drift.FoundTasks;
import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.learner.job.ScoringSettings;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial bench regimes}. */
@Command(
    name = "regimes",
    description =
        "Learn streams in the order of their files, with one task and with tasks that detectors"
            + " find, side by side, without Kafka.",
    sortOptions = false)
final class RegimesBenchCommand implements Callable<Integer> {

  private static final List<String> OF_FEATURES = List.of("hdddm", "page-hinkley", "adwin");
  private static final List<String> OF_ERRORS = List.of("hddm-a", "adwin", "page-hinkley", "ddm");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "SOURCE",
      required = true,
      description = "as run has it; may be given several times")
  private List<String> data = List.of();

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      defaultValue = "er",
      description = "the learning system (${DEFAULT-VALUE})")
  private String strategy = "er";

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("| data | found by | prequential accuracy | changes | tasks |");
    out.println("|---|---|---|---|---|");
    for (String source : data) {
      Curriculum curriculum =
          Scenario.parse("as-is")
              .arrange(
                  DataSource.parse(source).load(),
                  CurriculumSettings.of(DataSource.nameOf(source), 1));
      show(source, "one", "{}", Optional.empty(), curriculum);
      for (String detector : OF_FEATURES) {
        String settings = "{tasks: {'*': detect}, drift: {detector: %s}}".formatted(detector);
        show(source, "features, " + detector, settings, Optional.empty(), curriculum);
      }
      for (String detector : OF_ERRORS) {
        show(source, "errors, " + detector, "{}", Optional.of(detector), curriculum);
      }
    }
    return ExitCode.OK;
  }

  private void show(
      String source, String by, String settings, Optional<String> errors, Curriculum curriculum) {
    PrintWriter out = spec.commandLine().getOut();
    IngestSettings ingest =
        SettingsFile.parse("ingest: " + settings, name -> null)
            .section("ingest", IngestSettings.class, IngestSettings.DEFAULTS)
            .withHoldoutShare(0);
    try (Registry registry =
        Registry.at(RegistrySettings.at("mock://regimes-" + UUID.randomUUID()))) {
      FoundTasks.Found found =
          FoundTasks.run(
              curriculum,
              ingest,
              errors,
              new LearnerSettings(
                  "*",
                  Recipe.DEFAULTS.withStrategy(strategy),
                  ScoringSettings.AT_BOUNDARIES,
                  LearnerSettings.DEFAULTS.holdoutCapacity()),
              registry);
      out.printf(
          "| %s | %s | %s | %d | %d |%n",
          DataSource.nameOf(source),
          by,
          found.accuracy().isPresent() ? "%.4f".formatted(found.accuracy().getAsDouble()) : "-",
          found.changes(),
          found.tasks());
      out.flush();
    }
  }
}
