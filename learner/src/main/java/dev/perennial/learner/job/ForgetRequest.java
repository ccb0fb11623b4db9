package dev.perennial.learner.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.learner.learning.Forgetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * Which examples a command asks to forget: by their ids, as a JSON array of texts, since an id may
 * hold any character; by the name of their class; or by the name of their task.
 *
 * @param what it is about, as the audit says it
 * @param forgetting the examples; none of a class or task that the log has not told
 */
record ForgetRequest(String what, Forgetting forgetting) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Forgetting NOTHING = origin -> false;

  /**
   * What the parameters ask for.
   *
   * @throws IllegalArgumentException if they are not exactly one of {@code ids}, {@code class} and
   *     {@code task}, or the ids are no JSON array of texts
   */
  static ForgetRequest of(Map<String, String> parameters, FoldState state) {
    Map.Entry<String, String> only =
        Parameters.onlyOneOf("FORGET", parameters, List.of("ids", "class", "task"));
    String value = only.getValue();
    return switch (only.getKey()) {
      case "ids" -> {
        List<String> ids = ids(value);
        yield new ForgetRequest("%d ids".formatted(ids.size()), Forgetting.ofIds(ids));
      }
      case "class" -> named("class", value, state.classes.indexOf(value), Forgetting::ofClass);
      default -> named("task", value, state.taskNamed(value), Forgetting::ofTask);
    };
  }

  private static ForgetRequest named(
      String kind, String name, OptionalInt index, IntFunction<Forgetting> of) {
    return index.isPresent()
        ? new ForgetRequest("%s %s".formatted(kind, name), of.apply(index.getAsInt()))
        : new ForgetRequest("%s %s, which it never met,".formatted(kind, name), NOTHING);
  }

  private static List<String> ids(String value) {
    JsonNode array;
    try {
      array = JSON.readTree(value);
    } catch (JsonProcessingException e) {
      throw notIds(value);
    }
    List<String> ids = new ArrayList<>();
    for (JsonNode id : array) {
      if (!id.isTextual()) {
        throw notIds(value);
      }
      ids.add(id.asText());
    }
    if (!array.isArray() || ids.isEmpty()) {
      throw notIds(value);
    }
    return ids;
  }

  private static IllegalArgumentException notIds(String value) {
    return new IllegalArgumentException(
        "ids must be a JSON array of at least one text, for example [\"a\", \"b\"]: " + value);
  }
}
