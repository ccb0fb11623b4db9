package dev.perennial.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where a report goes, if anywhere. */
final class ReportOption {

  @Option(names = "--report", paramLabel = "FILE.json", description = "write a report there")
  private Optional<Path> file = Optional.empty();

  /** Notes a place that does not exist, before anything is started for a report. */
  void check(OptionProblems problems) {
    file.ifPresent(
        given -> {
          Path directory = given.toAbsolutePath().getParent();
          if (directory == null || !Files.isDirectory(directory)) {
            problems.require(false, "--report must be in a directory that exists: " + given);
          } else {
            problems.require(isWritable(given), "--report cannot be written: " + given);
          }
        });
  }

  // Tried, not asked for: what holds the file may refuse whoever has the right.
  private static boolean isWritable(Path file) {
    try {
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Writes what {@code json} answers, where it was asked for. */
  void write(Supplier<String> json) throws IOException {
    if (file.isPresent()) {
      Files.writeString(file.get(), json.get() + System.lineSeparator());
    }
  }
}
