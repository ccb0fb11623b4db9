package dev.perennial.learner.learning;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** Which examples are to be forgotten. Pure. */
@FunctionalInterface
public interface Forgetting {

  /** Whether the row of that origin is one of them. */
  boolean includes(Origin origin);

  /** The samples with those ids. */
  static Forgetting ofIds(Collection<String> ids) {
    Set<Long> digests = ids.stream().map(Origin::digest).collect(Collectors.toUnmodifiableSet());
    return origin -> digests.contains(origin.id());
  }

  /** The samples of the class with that index. */
  static Forgetting ofClass(int label) {
    return origin -> origin.label() == label;
  }

  /** The samples of the task with that index. */
  static Forgetting ofTask(int task) {
    return origin -> origin.task() == task;
  }
}
