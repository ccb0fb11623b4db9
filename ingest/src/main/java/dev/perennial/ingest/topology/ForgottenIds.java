package dev.perennial.ingest.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The samples that a command {@code FORGET} names, as far as ingest is concerned: those that every
 * learner is to forget. What is no command of that form names none; its learners say why.
 */
final class ForgottenIds {

  private static final String IDS = "ids";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ForgottenIds() {}

  /** The ids, none if the command names none. */
  static List<String> of(Command command) {
    String ids = command.getParameters().get(IDS);
    if (command.getKind() != CommandKind.FORGET
        || command.getLearner() != null
        || ids == null
        || command.getParameters().size() != 1) {
      return List.of();
    }
    List<String> named = new ArrayList<>();
    try {
      JsonNode array = JSON.readTree(ids);
      if (!array.isArray()) {
        return List.of();
      }
      for (JsonNode id : array) {
        if (!id.isTextual()) {
          return List.of();
        }
        named.add(id.asText());
      }
    } catch (JsonProcessingException e) {
      return List.of();
    }
    return named;
  }
}
