package dev.perennial.cli.cluster;

import dev.perennial.learner.job.StateRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/** The log files of a cluster's processes, each of which holds all of a member's lives. */
final class ProcessLog {

  private static final String BEGINNING = "=== started: ";
  private static final String REFUSAL = StateRefusedException.class.getName() + ": ";

  private ProcessLog() {}

  /** Marks where a process of that name begins; creates the file if it is missing. */
  static void begin(Path log, String name) throws IOException {
    Files.writeString(
        log, BEGINNING + name + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Why the last process refused to go on from a state; empty if it did not, or there is no log.
   */
  static Optional<String> refusal(Path log) {
    if (!Files.exists(log)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith(BEGINNING) || line.contains(REFUSAL))
          .reduce((earlier, later) -> later)
          .filter(line -> !line.startsWith(BEGINNING))
          .map(line -> line.substring(line.indexOf(REFUSAL) + REFUSAL.length()))
          // Other lines may be no text at all, so only this one is read as what it is.
          .map(
              line ->
                  new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
