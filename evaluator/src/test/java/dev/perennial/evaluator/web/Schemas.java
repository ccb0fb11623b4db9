package dev.perennial.evaluator.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Holds JSON against the schemas of an OpenAPI 3.1 document, of which it knows what ours uses and
 * refuses the rest. An object must have exactly its properties.
 */
final class Schemas {

  private static final Set<String> KNOWN =
      Set.of(
          "$ref",
          "type",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "enum",
          "format",
          "description");

  private final JsonNode document;
  private final List<String> problems = new ArrayList<>();

  Schemas(JsonNode document) {
    this.document = document;
  }

  /** What is wrong with a value, a line each; empty if nothing is. */
  List<String> problems(JsonNode value, JsonNode schema) {
    problems.clear();
    check("$", value, schema);
    return List.copyOf(problems);
  }

  /** The node itself, or what it refers to. */
  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }

  private void check(String path, JsonNode value, JsonNode referring) {
    JsonNode schema = resolved(referring);
    require(!schema.isMissingNode(), path, "has no schema: " + referring);
    schema.fieldNames().forEachRemaining(key -> require(KNOWN.contains(key), path, "has " + key));
    JsonNode types = schema.path("type");
    boolean fits = types.isTextual() && isOf(types.asText(), value);
    for (JsonNode type : types) {
      fits |= isOf(type.asText(), value);
    }
    require(fits, path, "is no %s: %s".formatted(types, value));
    if (schema.has("enum")) {
      require(contains(schema.path("enum"), value), path, "is none of the enum: " + value);
    }
    if (value.isObject()) {
      checkObject(path, value, schema);
    }
    for (int index = 0; index < value.size() && value.isArray(); index++) {
      check("%s[%d]".formatted(path, index), value.get(index), schema.path("items"));
    }
  }

  private void checkObject(String path, JsonNode value, JsonNode schema) {
    JsonNode properties = schema.path("properties");
    JsonNode additional = schema.path("additionalProperties");
    require(!additional.isMissingNode(), path, "may have any property");
    value
        .properties()
        .forEach(
            property -> {
              JsonNode known = properties.path(property.getKey());
              String at = path + "." + property.getKey();
              if (!known.isMissingNode()) {
                check(at, property.getValue(), known);
              } else if (additional.isObject()) {
                check(at, property.getValue(), additional);
              } else {
                problems.add(at + " is not documented");
              }
            });
    properties
        .fieldNames()
        .forEachRemaining(name -> require(value.has(name), path, "lacks " + name));
    properties
        .fieldNames()
        .forEachRemaining(
            name ->
                require(
                    contains(schema.path("required"), TextNode.valueOf(name)),
                    path,
                    "does not require " + name));
  }

  private static boolean contains(JsonNode array, JsonNode value) {
    for (JsonNode each : array) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException("no such type: " + type);
    };
  }

  private void require(boolean holds, String path, String problem) {
    if (!holds) {
      problems.add(path + " " + problem);
    }
  }
}
