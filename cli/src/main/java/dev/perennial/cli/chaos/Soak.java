package dev.perennial.cli.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a cluster that nobody struck took while it learned for a long time.
 *
 * @param strategy of the learner
 * @param samples that were learned
 * @param restarts processes that ended by themselves
 * @param courses what it took, by name
 */
public record Soak(
    String strategy, long samples, int restarts, Map<String, Vitals.Course> courses) {

  /** What may come on top between the second fifth and the last, of what is not a count. */
  private static final double PART = 0.1;

  private static final long SLACK_BYTES = 16 << 20;
  private static final long SLACK_FILES = 16;

  /** Copies the courses, by name. */
  public Soak {
    courses = new TreeMap<>(courses);
  }

  Soak(Workload workload, int restarts, Map<String, Vitals.Course> courses) {
    this(workload.strategy(), workload.samples(), restarts, courses);
  }

  /**
   * Runs a workload to its end.
   *
   * @param directory where the cluster writes; must exist
   * @param said hears what happens, a line at a time
   * @throws InterruptedException if the thread is interrupted; the cluster is destroyed
   */
  public static Soak of(Workload workload, Path directory, Consumer<String> said)
      throws InterruptedException {
    return new ChaosRun(workload, directory.resolve("soaked"), said).soak();
  }

  /** The names of what grew: was more in the last fifth of the time than in the second. */
  public List<String> grown() {
    return courses.entrySet().stream()
        .filter(course -> !isFlat(course.getKey(), course.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean isFlat(String name, Vitals.Course course) {
    if (name.endsWith("bytes")) {
      return course.isFlat(PART, SLACK_BYTES);
    }
    return switch (name) {
      // How much waits is the publisher's choice.
      case Vitals.WAITING -> true;
      case Vitals.TOPICS -> course.isFlat(0, 0);
      default -> course.isFlat(PART, SLACK_FILES);
    };
  }
}
