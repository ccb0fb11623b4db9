package dev.perennial.k8s;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All objects of an overlay, each of the type that {@link StrictModels} has for it. Immutable.
 *
 * @param documents as they were rendered
 * @param objects the same, loaded
 */
record Manifests(List<JsonNode> documents, List<HasMetadata> objects) {

  /** Every overlay there is. */
  static final List<String> OVERLAYS = List.of("local", "production", "gpu");

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();

  /** Those of an overlay, rendered once a JVM. */
  static Manifests of(String overlay) {
    return RENDERED.computeIfAbsent(
        overlay, name -> parse(Kubectl.kustomize(Path.of("overlays", name))));
  }

  /**
   * Those of YAML documents.
   *
   * @throws IllegalArgumentException as {@link StrictModels#load}
   */
  static Manifests parse(String yaml) {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      return loaded(documents.readAll());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Manifests loaded(List<JsonNode> documents) {
    return new Manifests(documents, documents.stream().map(StrictModels::load).toList());
  }

  /** All objects of a type. */
  <T extends HasMetadata> Stream<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast);
  }

  /**
   * The object of a type and name.
   *
   * @throws NoSuchElementException if there is none
   */
  <T extends HasMetadata> T one(Class<T> type, String name) {
    return all(type)
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("no " + type.getSimpleName() + " " + name));
  }

  /**
   * The same with one value changed: what a rule must notice.
   *
   * @param object kind and name, for example {@code Service perennial-ingest}
   * @param pointer a JSON pointer; what it ends with need not be there, {@code -} appends
   * @param value of JSON, or null to remove what is there
   */
  Manifests with(String object, String pointer, @Nullable String value) {
    List<JsonNode> changed = new ArrayList<>();
    boolean isFound = false;
    for (JsonNode document : documents) {
      boolean isIt =
          object.equals(
              document.path("kind").asText() + " " + document.at("/metadata/name").asText());
      JsonNode copy = isIt ? document.deepCopy() : document;
      if (isIt) {
        set(copy, JsonPointer.compile(pointer), value);
      }
      isFound |= isIt;
      changed.add(copy);
    }
    if (!isFound) {
      throw new NoSuchElementException(object);
    }
    return loaded(changed);
  }

  /** The same without an object. */
  Manifests without(String object) {
    List<JsonNode> others =
        documents.stream()
            .filter(
                document ->
                    !object.equals(
                        document.path("kind").asText()
                            + " "
                            + document.at("/metadata/name").asText()))
            .toList();
    if (others.size() == documents.size()) {
      throw new NoSuchElementException(object);
    }
    return loaded(others);
  }

  private static void set(JsonNode root, JsonPointer pointer, @Nullable String value) {
    JsonNode parent = root.at(pointer.head());
    String last = pointer.last().getMatchingProperty();
    JsonNode node;
    try {
      node = value == null ? null : YAML.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (parent instanceof ObjectNode map) {
      if (node == null) {
        map.remove(last);
      } else {
        map.set(last, node);
      }
    } else if (parent instanceof ArrayNode list) {
      if (node == null) {
        list.remove(Integer.parseInt(last));
      } else if (last.equals("-")) {
        list.add(node);
      } else {
        list.set(Integer.parseInt(last), node);
      }
    } else {
      throw new NoSuchElementException(pointer.toString());
    }
  }
}
