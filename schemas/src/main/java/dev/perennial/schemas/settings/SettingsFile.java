package dev.perennial.schemas.settings;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one YAML file. Its top-level keys are sections; every application reads its own and leaves
 * the others alone, but an unknown section, an unknown key, a missing number or a null one is an
 * error. {@code ${NAME}} in a value is replaced by the environment variable of that name: the way
 * secrets come in. It is replaced when its section is read, so nobody needs the secrets of another
 * application, and after the file has been parsed, so what a secret is made of is never taken for
 * YAML.
 *
 * <p>Immutable.
 */
public final class SettingsFile {

  /** Every section there is. */
  public static final Set<String> SECTIONS =
      Set.of(
          "kafka",
          "registry",
          "topics",
          "ingest",
          "learners",
          "job",
          "flink",
          "evaluator",
          "control",
          "gateway");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private static final Pattern SECTION_WORD = Pattern.compile("^[A-Za-z]+\\.");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  /** A key that stands twice is an error: which of the two was meant, nobody can tell. */
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));

  private final JsonNode root;
  private final Function<String, @Nullable String> environment;

  private SettingsFile(JsonNode root, Function<String, @Nullable String> environment) {
    this.root = root;
    this.environment = environment;
  }

  /**
   * Reads a file, taking variables from the process's environment.
   *
   * @throws InvalidSettingsException if it is no YAML or holds an unknown section
   * @throws IOException if it cannot be read
   */
  public static SettingsFile read(Path file) throws IOException {
    return parse(Files.readString(file), System.getenv()::get);
  }

  /**
   * Reads the file that a command names as its only option, {@code --config FILE}.
   *
   * @param application the command's name, for its usage
   * @throws InvalidSettingsException if the arguments are others, the file cannot be read, or as
   *     {@link #read}
   */
  public static SettingsFile ofArguments(String application, String... args) {
    if (args.length != 2 || !args[0].equals("--config")) {
      throw new InvalidSettingsException(List.of("usage: %s --config FILE".formatted(application)));
    }
    try {
      return read(Path.of(args[1]));
    } catch (NoSuchFileException e) {
      throw new InvalidSettingsException(List.of("--config names no file: " + args[1]));
    } catch (IOException e) {
      throw new InvalidSettingsException(List.of("--config cannot be read: " + e));
    } catch (InvalidPathException e) {
      throw new InvalidSettingsException(List.of("--config is no path: " + e.getMessage()));
    }
  }

  /**
   * Parses YAML text.
   *
   * @param environment answers the value of a variable, or null
   * @throws InvalidSettingsException as {@link #read}
   */
  public static SettingsFile parse(String yaml, Function<String, @Nullable String> environment) {
    JsonNode root;
    try {
      root = YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw notYaml(e);
    }
    if (!root.isObject() && !root.isMissingNode() && !root.isNull()) {
      throw new InvalidSettingsException(List.of("the file must be a map of sections"));
    }
    List<String> problems = new ArrayList<>();
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!SECTIONS.contains(name)) {
        problems.add("%s is no section; there are: %s".formatted(name, sorted(SECTIONS)));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return new SettingsFile(root, environment);
  }

  /** What is said of a text that is no YAML: the place and the reason, in one line. */
  public static InvalidSettingsException notYaml(JsonProcessingException cause) {
    JsonLocation at = cause.getLocation();
    return new InvalidSettingsException(
        List.of(
            "the file is no YAML: %s%s"
                .formatted(
                    at == null
                        ? ""
                        : "line %d, column %d: ".formatted(at.getLineNr(), at.getColumnNr()),
                    String.valueOf(cause.getOriginalMessage()).lines().findFirst().orElse(""))));
  }

  /**
   * A section as a value of {@code type}.
   *
   * @throws InvalidSettingsException if the section is missing, names a variable that is not set,
   *     or does not fit, with every problem its records report
   */
  public <T> T section(String name, Class<T> type) {
    return convert(name, required(name), type);
  }

  /**
   * A section as a value of {@code type} in which a key that the file leaves out has the value it
   * has in {@code defaults}.
   *
   * @throws InvalidSettingsException if the section names a variable that is not set or does not
   *     fit, with every problem its records report
   */
  public <T> T section(String name, Class<T> type, T defaults) {
    return convert(name, merged(JSON.valueToTree(defaults), node(name)), type);
  }

  /**
   * A section that is a map from names to values of {@code type}, in the file's order; a key that
   * an entry leaves out has the value it has in {@code defaults}. Empty where the file has no such
   * section.
   *
   * @throws InvalidSettingsException if an entry does not fit, with the problems of all entries,
   *     each under its path, for example {@code learners.er.recipe.batch}
   */
  public <T> Map<String, T> named(String section, Class<T> type, T defaults) {
    JsonNode node = node(section);
    if (!node.isObject() && !node.isMissingNode() && !node.isNull()) {
      throw new InvalidSettingsException(List.of(section + " must be a map of names"));
    }
    Map<String, T> entries = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String path = section + "." + entry.getKey();
      try {
        entries.put(
            entry.getKey(),
            convert(path, merged(JSON.valueToTree(defaults), entry.getValue()), type));
      } catch (InvalidSettingsException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return Collections.unmodifiableMap(entries);
  }

  /**
   * A section of free keys, for example {@code flink}; empty where the file has none.
   *
   * @throws InvalidSettingsException if it names a variable that is not set
   */
  public Map<String, String> properties(String name) {
    Map<String, String> properties = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node(name).properties()) {
      properties.put(entry.getKey(), entry.getValue().asText());
    }
    return Map.copyOf(properties);
  }

  /** The section {@code kafka}. */
  public KafkaSettings kafka() {
    return new KafkaSettings(properties("kafka"));
  }

  /** The section {@code registry}; its properties may be left out. */
  public RegistrySettings registry() {
    JsonNode noProperties = JSON.valueToTree(Map.of("properties", Map.of()));
    return convert("registry", merged(noProperties, required("registry")), RegistrySettings.class);
  }

  private JsonNode required(String name) {
    JsonNode node = node(name);
    if (node.isMissingNode() || node.isNull()) {
      throw new InvalidSettingsException(List.of("section " + name + " is missing"));
    }
    return node;
  }

  private JsonNode node(String name) {
    if (!SECTIONS.contains(name)) {
      throw new IllegalArgumentException("no section is named " + name);
    }
    JsonNode node = root.get(name);
    if (node == null) {
      return MissingNode.getInstance();
    }
    Set<String> unset = new LinkedHashSet<>();
    JsonNode substituted = substituted(node, unset);
    if (!unset.isEmpty()) {
      throw new InvalidSettingsException(
          unset.stream()
              .map(variable -> "environment variable " + variable + " is not set")
              .toList());
    }
    return substituted;
  }

  private static JsonNode merged(JsonNode defaults, JsonNode stated) {
    if (stated.isMissingNode() || stated.isNull()) {
      return defaults;
    }
    if (!(defaults instanceof ObjectNode under) || !stated.isObject()) {
      return stated;
    }
    ObjectNode both = under.deepCopy();
    for (Map.Entry<String, JsonNode> entry : stated.properties()) {
      JsonNode value = entry.getValue();
      both.set(entry.getKey(), value.isNull() ? value : merged(under.path(entry.getKey()), value));
    }
    return both;
  }

  private static <T> T convert(String name, JsonNode node, Class<T> type) {
    try {
      return JSON.treeToValue(node, type);
    } catch (JsonMappingException e) {
      String path = path(name, e.getPath());
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof InvalidSettingsException invalid) {
          // A record knows its section by a word, but not where in the file it stands.
          throw new InvalidSettingsException(
              invalid.problems().stream()
                  .map(problem -> path + "." + SECTION_WORD.matcher(problem).replaceFirst(""))
                  .toList());
        }
      }
      throw new InvalidSettingsException(List.of(unfit(path, e)));
    } catch (JsonProcessingException e) {
      throw new InvalidSettingsException(List.of(name + ": " + e.getOriginalMessage()));
    }
  }

  /** What is wrong with the value at {@code path}, in the user's words. */
  private static String unfit(String path, JsonMappingException cause) {
    if (cause instanceof UnrecognizedPropertyException unknown) {
      return "%s is no key; there are: %s".formatted(path, unknown.getKnownPropertyIds());
    }
    if (cause instanceof InvalidFormatException format) {
      Class<?> type = format.getTargetType();
      String rule =
          type == int.class || type == long.class
              ? "a whole number"
              : type == double.class
                  ? "a number"
                  : type == boolean.class ? "true or false" : type.getSimpleName();
      return "%s must be %s: %s".formatted(path, rule, format.getValue());
    }
    if (cause instanceof ValueInstantiationException
        && cause.getCause() instanceof IllegalArgumentException refused) {
      return path + " " + refused.getMessage();
    }
    // Jackson has no class of its own for it; its path ends with the key.
    if (cause.getOriginalMessage().startsWith("Missing creator property")) {
      return path + " must be given";
    }
    return path + ": " + cause.getOriginalMessage();
  }

  private static String path(String name, List<Reference> within) {
    StringBuilder path = new StringBuilder(name);
    for (Reference step : within) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append('.').append(step.getFieldName());
      }
    }
    return path.toString();
  }

  private JsonNode substituted(JsonNode node, Set<String> unset) {
    if (node.isTextual()) {
      return JSON.getNodeFactory().textNode(substituted(node.textValue(), unset));
    }
    if (node.isObject()) {
      ObjectNode values = JSON.createObjectNode();
      node.properties().forEach(e -> values.set(e.getKey(), substituted(e.getValue(), unset)));
      return values;
    }
    if (node.isArray()) {
      ArrayNode values = JSON.createArrayNode();
      node.forEach(value -> values.add(substituted(value, unset)));
      return values;
    }
    return node;
  }

  private String substituted(String text, Set<String> unset) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            found -> {
              String value = environment.apply(found.group(1));
              if (value == null) {
                unset.add(found.group(1));
              }
              return Matcher.quoteReplacement(value == null ? "" : value);
            });
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }
}
