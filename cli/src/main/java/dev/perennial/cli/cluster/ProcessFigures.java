package dev.perennial.cli.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process holds, as Linux tells it. */
public final class ProcessFigures {

  private static final String RESIDENT = "VmRSS:";

  private ProcessFigures() {}

  /** Bytes of memory of that process; 0 if there is none or the system does not say. */
  public static long residentBytes(long pid) {
    try {
      return Files.readAllLines(of(pid).resolve("status")).stream()
          .filter(line -> line.startsWith(RESIDENT))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Open files and connections of that process; 0 if there is none or the system does not say. */
  static long openFiles(long pid) {
    try (Stream<Path> open = Files.list(of(pid).resolve("fd"))) {
      return open.count();
    } catch (IOException e) {
      return 0;
    }
  }

  private static Path of(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }
}
