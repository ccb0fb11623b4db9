package dev.perennial.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Finds out whether a file can be written, before anything is started for what goes into it. */
final class WritableFile {

  private WritableFile() {}

  /** Notes a file that cannot be written; makes it if it can and is not there. */
  static void require(OptionProblems problems, String option, Path file) {
    if (requireDirectory(problems, option, file)) {
      problems.require(isWritable(file), option + " cannot be written: " + file);
    }
  }

  /** Notes a file whose directory does not exist; answers whether it does. */
  static boolean requireDirectory(OptionProblems problems, String option, Path file) {
    Path directory = file.toAbsolutePath().getParent();
    boolean exists = directory != null && Files.isDirectory(directory);
    problems.require(exists, option + " must be in a directory that exists: " + file);
    return exists;
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
}
