package dev.perennial.learner.job;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What holds for the parameters of commands. Stateless. */
final class Parameters {

  private Parameters() {}

  /**
   * Checks that there are none.
   *
   * @throws IllegalArgumentException if there are, with their names
   */
  static void none(Object kind, Map<String, String> parameters) {
    if (!parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "%s takes no parameters: %s".formatted(kind, names(parameters)));
    }
  }

  /**
   * The only parameter, which is one of those.
   *
   * @throws IllegalArgumentException if there are others, more or none
   */
  static Map.Entry<String, String> onlyOneOf(
      Object kind, Map<String, String> parameters, List<String> allowed) {
    if (parameters.size() != 1 || !allowed.containsAll(parameters.keySet())) {
      throw new IllegalArgumentException(
          "%s takes exactly one of %s: %s"
              .formatted(kind, String.join(", ", allowed), names(parameters)));
    }
    return parameters.entrySet().iterator().next();
  }

  private static String names(Map<String, String> parameters) {
    return parameters.isEmpty() ? "none" : String.join(", ", new TreeMap<>(parameters).keySet());
  }
}
