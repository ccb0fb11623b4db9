package dev.perennial.cli.stack;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.web.GatewaySettings;
import dev.perennial.learner.job.JobSettings;
import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.TopicSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The YAML that the parts of a stack are started from, before their addresses are known. Immutable:
 * every change answers a new one.
 */
public final class Blueprint {

  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));
  private static final String SHIPPED = "/application.yaml";

  private final ObjectNode root;

  private Blueprint(ObjectNode root) {
    this.root = root;
  }

  /** The configuration that Perennial ships, {@code application.yaml}. */
  public static Blueprint shipped() {
    try (InputStream file = Blueprint.class.getResourceAsStream(SHIPPED)) {
      return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(SHIPPED + " cannot be read", e);
    }
  }

  /**
   * The configuration of a file.
   *
   * @throws InvalidSettingsException if the file cannot be read or is no YAML
   */
  public static Blueprint read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (InvalidSettingsException e) {
      throw new InvalidSettingsException(
          e.problems().stream()
              .map(problem -> "--config %s: %s".formatted(file, problem))
              .toList());
    } catch (NoSuchFileException e) {
      throw new InvalidSettingsException(List.of("--config must name a file that exists: " + file));
    } catch (IOException e) {
      throw new InvalidSettingsException(List.of("--config cannot be read: " + e));
    }
  }

  private static Blueprint parse(String yaml) {
    try {
      JsonNode root = YAML.readTree(yaml);
      if (!(root instanceof ObjectNode sections)) {
        throw new InvalidSettingsException(List.of("the file has no sections"));
      }
      return new Blueprint(sections);
    } catch (JsonProcessingException e) {
      throw SettingsFile.notYaml(e);
    }
  }

  /** The same with a section that holds {@code content} and nothing else. */
  public Blueprint withSection(String section, Map<String, ?> content) {
    ObjectNode changed = root.deepCopy();
    changed.set(section, YAML.valueToTree(content));
    return new Blueprint(changed);
  }

  /** The same with the keys of {@code content} set in a section; its other keys stay. */
  public Blueprint with(String section, Map<String, ?> content) {
    ObjectNode changed = root.deepCopy();
    changed.withObjectProperty(section).setAll(YAML.<ObjectNode>valueToTree(content));
    return new Blueprint(changed);
  }

  /**
   * The same with the keys of {@code content} set in a section's map; its other keys stay.
   *
   * @param map the key of the map in the section
   */
  private Blueprint with(String section, String map, Map<String, ?> content) {
    ObjectNode changed = root.deepCopy();
    changed
        .withObjectProperty(section)
        .withObjectProperty(map)
        .setAll(YAML.<ObjectNode>valueToTree(content));
    return new Blueprint(changed);
  }

  /** The same with a value under a key of a section, unless there is one. */
  public Blueprint withDefault(String section, String key, String value) {
    return root.path(section).has(key) ? this : with(section, Map.of(key, value));
  }

  /**
   * The same with a value under a key of a section's map, unless there is one.
   *
   * @param map the key of the map in the section
   */
  public Blueprint withDefault(String section, String map, String key, String value) {
    ObjectNode changed = root.deepCopy();
    ObjectNode entries = changed.withObjectProperty(section).withObjectProperty(map);
    if (!entries.has(key)) {
      entries.put(key, value);
    }
    return new Blueprint(changed);
  }

  /**
   * The same for a stack on this machine: at those addresses, with its checkpoints and snapshots
   * below a directory.
   *
   * @param bootstrapServers the broker's address, as host:port
   * @param registryUrl the registry's Confluent-compatible endpoint
   * @param evaluatorPort on the loopback interface; 0 takes a free one
   * @param directory of the stack
   */
  public Blueprint placed(
      String bootstrapServers, String registryUrl, int evaluatorPort, Path directory) {
    return withSection("kafka", Map.of("bootstrap.servers", bootstrapServers))
        .withSection("registry", Map.of("url", registryUrl, "properties", Map.of()))
        .with("ingest", "web", Map.of("host", FreePorts.LOOPBACK, "port", 0))
        .with("evaluator", "web", Map.of("host", FreePorts.LOOPBACK, "port", evaluatorPort))
        .with(
            "job",
            Map.of(
                "checkpoints",
                directory.resolve("checkpoints").toUri().toString(),
                "snapshots",
                directory.resolve("snapshots").toUri().toString()));
  }

  /** As YAML text. */
  public String yaml() {
    try {
      return YAML.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  /**
   * As the applications read it, with variables from the process's environment.
   *
   * @throws InvalidSettingsException as {@link SettingsFile#parse}
   */
  public SettingsFile settings() {
    return SettingsFile.parse(yaml(), System.getenv()::get);
  }

  /**
   * Reads every section, so that a stack is not started from one that a part will refuse.
   *
   * @throws InvalidSettingsException if a section does not fit, with the problems of all of them
   */
  public void check() {
    SettingsFile sections = sections();
    List<String> problems = new ArrayList<>();
    List<Runnable> readers =
        List.of(
            () -> sections.section("topics", TopicSettings.class, TopicSettings.DEFAULTS),
            () -> sections.section("ingest", IngestSettings.class, IngestSettings.DEFAULTS),
            () -> sections.section("job", JobSettings.class, JobSettings.DEFAULTS),
            () ->
                sections.section("evaluator", EvaluatorSettings.class, EvaluatorSettings.DEFAULTS),
            () -> sections.section("gateway", GatewaySettings.class, GatewaySettings.DEFAULTS),
            () ->
                LearnerSettings.checkAll(
                    sections.named("learners", LearnerSettings.class, LearnerSettings.DEFAULTS)));
    for (Runnable reader : readers) {
      try {
        reader.run();
      } catch (InvalidSettingsException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
  }

  /**
   * Its sections for checking, before there are addresses: a variable that is not set is empty.
   *
   * @throws InvalidSettingsException as {@link SettingsFile#parse}
   */
  public SettingsFile sections() {
    return SettingsFile.parse(yaml(), name -> System.getenv().getOrDefault(name, ""));
  }
}
