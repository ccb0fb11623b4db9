package dev.perennial.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where a report goes, if anywhere. */
final class ReportOption {

  @Option(names = "--report", paramLabel = "FILE.json", description = "write a report there")
  private Optional<Path> file = Optional.empty();

  /** Notes a place that does not exist, before anything is started for a report. */
  void check(OptionProblems problems) {
    file.ifPresent(given -> WritableFile.require(problems, "--report", given));
  }

  /** Writes what {@code json} answers, where it was asked for. */
  void write(Supplier<String> json) throws IOException {
    if (file.isPresent()) {
      Files.writeString(file.get(), json.get() + System.lineSeparator());
    }
  }
}
