package dev.perennial.schemas.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perennial.schemas.topic.TopicSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {

  private record Recipe(String strategy, int batch, double rate) {
    static final Recipe DEFAULTS = new Recipe("naive", 10, 0.05);

    Recipe {
      new Problems("recipe")
          .notBlank("strategy", strategy)
          .atLeast("batch", batch, 1)
          .within("rate", rate, 0, 1)
          .throwIfAny();
    }
  }

  private record Rule(String learner, String detector) {}

  private record Rules(Map<String, Rule> drift) {}

  private record Learner(Recipe recipe, int every) {
    static final Learner DEFAULTS = new Learner(Recipe.DEFAULTS, 0);

    Learner {
      new Problems("learner").atLeast("every", every, 0).throwIfAny();
    }
  }

  @Test
  void givesEachApplicationItsSection() {
    SettingsFile file =
        parse("kafka: {bootstrap.servers: 'a:1'}\ntopics: {partitions: 8, minInSyncReplicas: 1}");

    assertThat(file.kafka().bootstrapServers()).isEqualTo("a:1");
    assertThat(file.section("topics", TopicSettings.class, TopicSettings.DEFAULTS))
        .isEqualTo(new TopicSettings(8, (short) 1, 1));
  }

  @Test
  void takesTheDefaultsForASectionThatIsMissingOrEmpty() {
    assertThat(parse("{}").section("topics", TopicSettings.class, TopicSettings.DEFAULTS))
        .isEqualTo(TopicSettings.DEFAULTS);
    assertThat(parse("topics:").section("topics", TopicSettings.class, TopicSettings.DEFAULTS))
        .isEqualTo(TopicSettings.DEFAULTS);
  }

  @Test
  void takesTheDefaultsInEachNamedEntry() {
    SettingsFile file = parse("learners: {b: {strategy: er}, a: {batch: 1}}");

    Map<String, Recipe> learners = file.named("learners", Recipe.class, Recipe.DEFAULTS);
    assertThat(learners)
        .containsExactly(
            Map.entry("b", new Recipe("er", 10, 0.05)),
            Map.entry("a", new Recipe("naive", 1, 0.05)));
  }

  @Test
  void replacesVariables() {
    SettingsFile file =
        SettingsFile.parse(
            "kafka: {bootstrap.servers: '${HOST}:${PORT}'}",
            Map.of("HOST", "a$1", "PORT", "2")::get);

    assertThat(file.kafka().bootstrapServers()).isEqualTo("a$1:2");
  }

  @Test
  void namesEveryVariableThatIsNotSet() {
    assertThat(problems(() -> parse("kafka: {a: '${ONE}', b: '${TWO}', c: '${ONE}'}").kafka()))
        .containsExactly(
            "environment variable ONE is not set", "environment variable TWO is not set");
  }

  @Test
  void asksForNoVariableOfASectionThatIsNotRead() {
    SettingsFile file =
        parse("kafka: {bootstrap.servers: h:1}\ngateway: {token: '${TOKEN}'} # and ${COMMENT}");

    assertThat(file.kafka().bootstrapServers()).isEqualTo("h:1");
    assertThat(problems(() -> file.properties("gateway")))
        .containsExactly("environment variable TOKEN is not set");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a #b", "a: b", "\"", "'", "@a", "{", "0123", "true", "a\nregistry: x", "${HOME}"})
  void takesNothingInAVariableForYaml(String secret) {
    SettingsFile file =
        SettingsFile.parse(
            "kafka:\n  bootstrap.servers: h:1\n  ssl.key.password: ${SECRET}",
            Map.of("SECRET", secret)::get);

    assertThat(file.kafka().properties()).containsEntry("ssl.key.password", secret);
  }

  @Test
  void takesNumbersAndTruthValuesFromVariables() {
    SettingsFile file =
        SettingsFile.parse(
            "learners: {a: {batch: '${BATCH}', rate: '${RATE}'}}",
            Map.of("BATCH", "7", "RATE", "0.5")::get);

    assertThat(file.named("learners", Recipe.class, Recipe.DEFAULTS))
        .containsEntry("a", new Recipe("naive", 7, 0.5));
  }

  @Test
  void tellsNoSecretInWords() {
    SettingsFile file =
        parse(
            "kafka: {bootstrap.servers: h:1, sasl.jaas.config: s3cr3t}\n"
                + "registry: {url: 'http://u:s3cr3t@h', properties: {bearer.auth.token: s3cr3t}}");

    assertThat(file.kafka())
        .hasToString("KafkaSettings[bootstrap.servers=h:1, others=[sasl.jaas.config]]");
    assertThat(file.registry())
        .hasToString("RegistrySettings[url=http://h, properties=[bearer.auth.token]]");
  }

  @Test
  void namesEverySectionThatThereIsNot() {
    assertThat(problems(() -> parse("kafca: {}\ningest: {}\nregistri: {}")))
        .hasSize(2)
        .first()
        .asString()
        .isEqualTo(
            "kafca is no section; there are: [control, evaluator, flink, gateway, ingest, job, kafka,"
                + " learners, registry, topics]");
  }

  @Test
  void refusesWhatIsNoYaml() {
    assertThat(problems(() -> parse("a: [")))
        .singleElement()
        .asString()
        .startsWith("the file is no YAML: ");
  }

  @Test
  void refusesAFileThatIsNoMap() {
    assertThat(problems(() -> parse("just text")))
        .containsExactly("the file must be a map of sections");
  }

  @Test
  void refusesAnUnknownKey() {
    assertThat(problems(() -> recipe("{batsh: 3}")))
        .singleElement()
        .asString()
        .contains("learners.a")
        .contains("batsh");
  }

  @Test
  void namesTheKeysThatThereAre() {
    assertThat(
            problems(
                () ->
                    parse("topics: {partitons: 3}")
                        .section("topics", TopicSettings.class, TopicSettings.DEFAULTS)))
        .containsExactly(
            "topics.partitons is no key; there are:"
                + " [partitions, replicationFactor, minInSyncReplicas]");
  }

  @Test
  void namesTheKeyThatMustBeGiven() {
    SettingsFile file = parse("evaluator: {drift: {s: {detector: adwin}}}");

    assertThat(problems(() -> file.section("evaluator", Rules.class, new Rules(Map.of()))))
        .containsExactly("evaluator.drift.s.learner must be given");
  }

  @Test
  void saysWhatKindOfValueAKeyTakes() {
    assertThat(problems(() -> recipe("{batch: many}")))
        .singleElement()
        .asString()
        .endsWith("batch must be a whole number: many");
  }

  @Test
  void refusesAKeyThatStandsTwice() {
    assertThat(problems(() -> parse("learners:\n  a: {}\n  a: {}\n")))
        .containsExactly("the file is no YAML: line 3, column 4: Duplicate field 'a'");
  }

  @Test
  void refusesANullNumber() {
    assertThat(problems(() -> recipe("{batch: null}")))
        .singleElement()
        .asString()
        .contains("batch");
  }

  @Test
  void refusesAMissingNumberWhereThereAreNoDefaults() {
    assertThat(
            problems(() -> parse("topics: {partitions: 1}").section("topics", TopicSettings.class)))
        .singleElement()
        .asString()
        .contains("replicationFactor");
  }

  @Test
  void refusesAMissingSectionWhereThereAreNoDefaults() {
    assertThat(problems(() -> parse("{}").registry()))
        .containsExactly("section registry is missing");
  }

  @Test
  void refusesTextForANumber() {
    assertThat(problems(() -> recipe("{batch: many}")))
        .singleElement()
        .asString()
        .contains("batch")
        .contains("many");
  }

  @Test
  void refusesAFractionForAWholeNumber() {
    assertThat(problems(() -> recipe("{batch: 1.5}"))).singleElement().asString().contains("batch");
  }

  @Test
  void reportsEveryProblemOfASectionAtOnce() {
    assertThat(problems(() -> recipe("{strategy: ' ', batch: 0, rate: 1.5}")))
        .containsExactly(
            "learners.a.strategy must not be blank: \" \"",
            "learners.a.batch must be at least 1: 0",
            "learners.a.rate must be in [0.0, 1.0]: 1.5");
  }

  @Test
  void refusesKafkaWithoutABroker() {
    assertThat(problems(() -> parse("{}").kafka()))
        .containsExactly("kafka.bootstrap.servers must not be blank: \"\"");
  }

  @Test
  void readsARegistryWithAndWithoutProperties() {
    assertThat(parse("registry: {url: 'mock://a'}").registry())
        .isEqualTo(new RegistrySettings("mock://a", Map.of()));
    assertThat(parse("registry: {url: 'mock://a', properties: {k: v}}").registry())
        .isEqualTo(new RegistrySettings("mock://a", Map.of("k", "v")));
    assertThat(problems(() -> parse("registry: {properties: {}}").registry()))
        .singleElement()
        .asString()
        .contains("url");
  }

  @Test
  void passesFreeKeysThrough() {
    assertThat(parse("flink: {a.b: 1, c: true}").properties("flink"))
        .isEqualTo(Map.of("a.b", "1", "c", "true"));
  }

  @Test
  void isTheFileThatACommandNames(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("a.yaml"), "flink: {k: v}");

    assertThat(SettingsFile.ofArguments("app", "--config", file.toString()).properties("flink"))
        .isEqualTo(Map.of("k", "v"));
  }

  @Test
  void refusesACommandThatNamesNoFile(@TempDir Path directory) {
    assertThat(problems(() -> SettingsFile.ofArguments("app")))
        .containsExactly("usage: app --config FILE");
    assertThat(problems(() -> SettingsFile.ofArguments("app", "--conf", "a.yaml")))
        .containsExactly("usage: app --config FILE");
    assertThat(problems(() -> SettingsFile.ofArguments("app", "--config", "no/such.yaml")))
        .containsExactly("--config names no file: no/such.yaml");
    assertThat(problems(() -> SettingsFile.ofArguments("app", "--config", directory.toString())))
        .singleElement()
        .asString()
        .startsWith("--config cannot be read: java.io.IOException: ");
    assertThat(problems(() -> SettingsFile.ofArguments("app", "--config", "a\0b")))
        .singleElement()
        .asString()
        .startsWith("--config is no path: ");
  }

  @Test
  void reportsTheProblemsOfAllNamedEntriesEachUnderItsPath() {
    SettingsFile file =
        parse(
            """
            learners:
              er: {recipe: {batch: 0, rate: 2}}
              fine: {}
              b: {every: -1}
              c: {recipe: {batch: many}}
            """);

    assertThat(problems(() -> file.named("learners", Learner.class, Learner.DEFAULTS)))
        .containsExactly(
            "learners.er.recipe.batch must be at least 1: 0",
            "learners.er.recipe.rate must be in [0.0, 1.0]: 2.0",
            "learners.b.every must be at least 0: -1",
            "learners.c.recipe.batch must be a whole number: many");
  }

  @Test
  void refusesNamedEntriesWithoutNames() {
    SettingsFile file = parse("learners: [er]");

    assertThat(problems(() -> file.named("learners", Recipe.class, Recipe.DEFAULTS)))
        .containsExactly("learners must be a map of names");
  }

  private static Map<String, Recipe> recipe(String entry) {
    return parse("learners: {a: " + entry + "}").named("learners", Recipe.class, Recipe.DEFAULTS);
  }

  private static SettingsFile parse(String yaml) {
    return SettingsFile.parse(yaml, name -> null);
  }

  private static List<String> problems(ThrowingCallable action) {
    InvalidSettingsException thrown = catchThrowableOfType(InvalidSettingsException.class, action);
    assertThat(thrown).as("settings that must be refused").isNotNull();
    assertThat(thrown).hasMessage(String.join(System.lineSeparator(), thrown.problems()));
    return thrown.problems();
  }
}
