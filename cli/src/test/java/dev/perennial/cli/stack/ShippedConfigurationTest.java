package dev.perennial.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.perennial.cli.control.ControlSettings;
import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.ranking.RankingSettings;
import dev.perennial.evaluator.web.WebSettings;
import dev.perennial.ingest.Ingest;
import dev.perennial.ingest.IngestLimits;
import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.LabelSettings;
import dev.perennial.ingest.web.GatewaySettings;
import dev.perennial.learner.job.EntryLimits;
import dev.perennial.learner.job.JobSettings;
import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.drift.DriftSettings;
import dev.perennial.schemas.http.StatusSettings;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.TopicSettings;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShippedConfigurationTest {

  private static String text() throws IOException {
    try (InputStream file = Blueprint.class.getResourceAsStream("/application.yaml")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static SettingsFile parsed() throws IOException {
    return SettingsFile.parse(text(), name -> "value-of-" + name);
  }

  @Test
  void everySectionIsReadByItsApplicationAndStatesTheDefaults() throws IOException {
    SettingsFile file = parsed();

    assertThat(file.kafka().bootstrapServers()).isEqualTo("value-of-PERENNIAL_BOOTSTRAP");
    assertThat(file.registry().url()).isEqualTo("value-of-PERENNIAL_REGISTRY");
    assertThat(file.section("topics", TopicSettings.class)).isEqualTo(TopicSettings.DEFAULTS);
    assertThat(file.section("ingest", IngestSettings.class)).isEqualTo(IngestSettings.DEFAULTS);
    assertThat(file.section("job", JobSettings.class)).isEqualTo(JobSettings.DEFAULTS);
    assertThat(file.section("evaluator", EvaluatorSettings.class))
        .isEqualTo(EvaluatorSettings.DEFAULTS);
    assertThat(file.section("gateway", GatewaySettings.class)).isEqualTo(GatewaySettings.DEFAULTS);
    assertThat(file.named("learners", LearnerSettings.class, LearnerSettings.DEFAULTS))
        .containsExactly(Map.entry("auto", LearnerSettings.DEFAULTS));
    assertThat(file.section("control", ControlSettings.class)).isEqualTo(ControlSettings.DEFAULTS);
    assertThat(file.properties("flink")).isEmpty();
  }

  @Test
  void everyKeyOfEverySectionIsListed() throws IOException {
    JsonNode root = new ObjectMapper(new YAMLFactory()).readTree(text());

    assertThat(names(root)).containsExactlyInAnyOrderElementsOf(SettingsFile.SECTIONS);
    assertThat(names(root.path("registry"))).isEqualTo(keys(RegistrySettings.class));
    assertThat(names(root.path("topics"))).isEqualTo(keys(TopicSettings.class));
    assertThat(names(root.path("ingest"))).isEqualTo(keys(IngestSettings.class));
    assertThat(names(root.at("/ingest/labels"))).isEqualTo(keys(LabelSettings.class));
    assertThat(names(root.at("/ingest/drift"))).isEqualTo(keys(DriftSettings.class));
    assertThat(names(root.at("/ingest/limits"))).isEqualTo(keys(IngestLimits.class));
    assertThat(names(root.at("/ingest/web"))).isEqualTo(keys(StatusSettings.class));
    assertThat(names(root.path("job"))).isEqualTo(keys(JobSettings.class));
    assertThat(names(root.path("evaluator"))).isEqualTo(keys(EvaluatorSettings.class));
    assertThat(names(root.path("control"))).isEqualTo(keys(ControlSettings.class));
    assertThat(names(root.at("/evaluator/ranking"))).isEqualTo(keys(RankingSettings.class));
    assertThat(names(root.at("/evaluator/web"))).isEqualTo(keys(WebSettings.class));
    assertThat(names(root.path("gateway"))).isEqualTo(keys(GatewaySettings.class));
    assertThat(names(root.at("/learners/auto")))
        .containsExactlyInAnyOrderElementsOf(keys(LearnerSettings.class));
    assertThat(names(root.at("/learners/auto/limits"))).isEqualTo(keys(EntryLimits.class));
    assertThat(names(root.at("/learners/auto/recipe"))).isEqualTo(keys(Recipe.class));
    assertThat(names(root.at("/learners/auto/recipe/parts"))).isEqualTo(keys(Parts.class));
  }

  @Test
  void samplesDoNotWaitInRocksDbBesideFlinks() {
    SettingsFile settings =
        SettingsFile.parse(
            "{kafka: {bootstrap.servers: 'nowhere:1'}, registry: {url: 'mock://none'},"
                + " ingest: {labels: {store: rocksdb}}}",
            name -> null);

    assertThatThrownBy(() -> Ingest.start(settings))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "ingest.labels.store rocksdb needs org.rocksdb:rocksdbjni on the class path: there is"
                + " Flink's");
  }

  @Test
  void everyAlertThatIsShownAsAnExampleIsOne() throws IOException {
    String rules =
        text()
            .lines()
            .filter(line -> line.startsWith("  #   ") && line.contains("{metric: "))
            .map(line -> "    " + line.substring("  #   ".length()) + "\n")
            .collect(Collectors.joining());
    EvaluatorSettings settings =
        SettingsFile.parse("evaluator:\n  alerts:\n" + rules, name -> null)
            .section("evaluator", EvaluatorSettings.class, EvaluatorSettings.DEFAULTS);

    assertThat(settings.alerts())
        .containsOnlyKeys("forgets", "worst-case", "collapses", "behind", "poisoned");
  }

  private static List<String> names(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static List<String> keys(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  @ParameterizedTest(name = "{0}.{1}")
  @CsvSource({
    "topics, partitions, topics.partitions must be at least 1: 0",
    "ingest, threads, ingest.threads must be at least 1: 0",
    "job, parallelism, job.parallelism must be at least 1: 0",
    "evaluator, window, evaluator.window must be at least 1: 0",
    "gateway, maxBytes, 'gateway.maxBytes must be in [1024, 268435456]: 0'",
  })
  void aBlueprintIsCheckedInEverySection(String section, String key, String problem) {
    Blueprint wrong = Blueprint.shipped().with(section, Map.of(key, 0));

    assertThatThrownBy(wrong::check)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(problem);
  }

  @Test
  void slotsAreAtMostAsManyAsStateIsCutInto() {
    Blueprint.shipped().with("job", Map.of("parallelism", 128)).check();

    assertThatThrownBy(Blueprint.shipped().with("job", Map.of("parallelism", 129))::check)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("job.parallelism must be at most 128: 129");
  }

  @Test
  void aBlueprintTellsTheProblemsOfAllSectionsAtOnce() {
    Blueprint wrong =
        Blueprint.shipped()
            .with("topics", Map.of("partitions", 0))
            .withSection("learners", Map.of("x", Map.of("recipe", Map.of("strategy", "none"))));

    assertThatThrownBy(wrong::check)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContainingAll(
            "topics.partitions must be at least 1: 0", "recipe.strategy must be one of");
  }
}
