package dev.perennial.cli.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Gives one thread of this process a processor and all others another, until it is released: by
 * {@code taskset} of util-linux. Where that is not there, or only one processor, threads run where
 * the system lets them.
 */
final class OwnProcessor {

  private static final String ITS_OWN = "1";
  private static final String THE_OTHERS = "0";
  private static final int MOST_ATTEMPTS = 20;
  private static final String PROCESS = Long.toString(ProcessHandle.current().pid());

  /** Where the process was allowed to run before; empty where nothing is changed. */
  private final Optional<String> before;

  private OwnProcessor(Optional<String> before) {
    this.before = before;
  }

  /** Whether this machine can do it. */
  static boolean isPossible() {
    return Runtime.getRuntime().availableProcessors() > 1 && taskset("--version").isPresent();
  }

  /**
   * Threads that begin later run where the one does that begins them.
   *
   * @param thread how its name begins
   * @throws IllegalStateException if no thread is named so, or the system refuses
   */
  static OwnProcessor of(String thread) {
    if (!isPossible()) {
      return new OwnProcessor(Optional.empty());
    }
    String id = oldest(thread);
    // "pid 4711's current affinity list: 0,1"
    String answer = required("-c", "-p", PROCESS);
    OwnProcessor processor =
        new OwnProcessor(Optional.of(answer.substring(answer.lastIndexOf(' ') + 1)));
    all(THE_OTHERS);
    required("-c", "-p", ITS_OWN, id);
    return processor;
  }

  /** The first thread of that name; native ones that it began are named as it is. */
  private static String oldest(String name) {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      return threads
          .filter(thread -> nameOf(thread).startsWith(name))
          .map(thread -> thread.getFileName().toString())
          .min(Comparator.comparingLong(Long::parseLong))
          .orElseThrow(() -> new IllegalStateException("no thread's name begins with " + name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As far as the system keeps it; empty for a thread that has just ended. */
  private static String nameOf(Path thread) {
    try {
      return Files.readString(thread.resolve("comm"));
    } catch (IOException e) {
      return "";
    }
  }

  /** Places every thread; again if one of them ended meanwhile, which is an error to taskset. */
  private static void all(String processors) {
    int attempts = 1;
    while (taskset("-a", "-c", "-p", processors, PROCESS).isEmpty()) {
      if (++attempts > MOST_ATTEMPTS) {
        throw new IllegalStateException("threads could not be placed on processors " + processors);
      }
    }
  }

  private static String required(String... arguments) {
    return taskset(arguments)
        .orElseThrow(
            () -> new IllegalStateException("taskset " + String.join(" ", arguments) + " failed"));
  }

  /** What it prints; empty if it is not there or fails. */
  private static Optional<String> taskset(String... arguments) {
    List<String> command = new ArrayList<>(List.of("taskset"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Threads run again where they were allowed to before. */
  void release() {
    before.ifPresent(OwnProcessor::all);
  }
}
