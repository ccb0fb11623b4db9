package dev.perennial.cli.chaos;

import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small file system of its own under a directory, that can be made full and empty again. Lives in
 * memory, and takes the right to mount: on most machines, root. Owned by one thread.
 */
final class SmallDisk implements AutoCloseable {

  private static final String SIZE = "64m";
  private static final int BLOCK = 1 << 16;

  private final Path directory;
  private final Path ballast;

  private SmallDisk(Path directory) {
    this.directory = directory;
    this.ballast = directory.resolve("ballast");
  }

  /**
   * Mounts one.
   *
   * @param directory created if missing
   * @throws InvalidSettingsException if that is not allowed, with what the system says
   */
  static SmallDisk under(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new InvalidSettingsException(List.of("a disk needs a directory: " + e));
    }
    String said = call("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", directory.toString());
    if (!said.isEmpty()) {
      throw new InvalidSettingsException(
          List.of("--full-disks needs the right to mount a small file system: " + said));
    }
    return new SmallDisk(directory);
  }

  /** Writes until nothing more fits. */
  void fill() {
    byte[] block = new byte[BLOCK];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      // That is what it is for.
    }
  }

  /** Makes room again. */
  void empty() {
    try {
      Files.deleteIfExists(ballast);
    } catch (IOException e) {
      throw new IllegalStateException("the disk stays full: " + directory, e);
    }
  }

  @Override
  public void close() {
    // Whoever still has a file open there keeps the memory, not the place.
    String said = call("umount", "--lazy", directory.toString());
    if (!said.isEmpty()) {
      throw new IllegalStateException("the disk stays mounted: " + said);
    }
  }

  /** What a program says; empty if it did what it was asked. */
  private static String call(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.onExit().join().exitValue() == 0 ? "" : "%s: %s".formatted(command[0], said);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
