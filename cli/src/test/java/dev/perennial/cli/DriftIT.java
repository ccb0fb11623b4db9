package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.control.Trail;
import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.EmbeddedStack;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.schemas.Audit;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a learner's errors tell of its stream goes round: the evaluator commands a change, ingest
 * begins another task where the command stands, and the learner meets it.
 */
class DriftIT {

  private static final String STREAM = "turning";

  /** Where another rule names the class; the features stay as they are. */
  private static final int TURN = 1_000;

  /** So much is published before the change is commanded. */
  private static final int BEFORE = 1_300;

  /** Too few for a second alarm: none is raised within 500 answers of the first. */
  private static final int ALL = 1_500;

  @TempDir static Path directory;

  private static EmbeddedStack stack;
  private static KafkaSettings kafka;
  private static Registry registry;

  @BeforeAll
  static void start() throws Exception {
    Map<String, ?> er = Map.of("recipe", Map.of("strategy", "er", "network", "mlp:16"));
    Map<String, ?> rule = Map.of("learner", "er", "detector", "hddm-a");
    stack =
        EmbeddedStack.start(
            Blueprint.shipped()
                .with("flink", Map.of("restart-strategy.type", "none"))
                .with("evaluator", Map.of("drift", Map.of("*", rule)))
                .withSection("learners", Map.of("er", er)),
            directory);
    kafka = KafkaSettings.at(stack.bootstrapServers());
    registry = Registry.at(RegistrySettings.at(stack.registryUrl()));
  }

  @AfterAll
  static void stop() {
    registry.close();
    stack.close();
  }

  private static List<Sample> samples() throws Exception {
    List<Sample> samples = new ArrayList<>();
    Scenario.parse("as-is")
        .arrange(
            DataSource.parse("stagger:records=%d,concepts=1/2,at=%d".formatted(ALL, TURN)).load(),
            CurriculumSettings.of(STREAM, 1))
        .training()
        .forEach(sample -> samples.add(Sample.newBuilder(sample).setTask(null).build()));
    return samples;
  }

  private static void publish(List<Sample> samples) {
    try (SamplePublisher publisher = SamplePublisher.connect(kafka, registry, Pace.unlimited())) {
      samples.forEach(publisher::publish);
      publisher.flush();
    }
  }

  /** Waits for the first record that is asked for. */
  private static <T extends SpecificRecord> T first(
      Topic topic, Class<T> type, Predicate<T> wanted) {
    try (TopicReader<T> reader = TopicReader.fromBeginning(topic, type, kafka, registry)) {
      Optional<T> found = Optional.empty();
      while (found.isEmpty()) {
        stack.requireAlive();
        found =
            reader.poll(Duration.ofMillis(200)).stream()
                .flatMap(received -> received.value().stream())
                .filter(wanted)
                .findFirst();
      }
      return found.get();
    }
  }

  private static String taskOf(Experience entry) {
    return ((Example) entry.getBody()).getTask().getName();
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void aChangeThatErrorsTellBeginsATaskWhereItStandsInTheLog() throws Exception {
    List<Sample> samples = samples();
    publish(samples.subList(0, BEFORE));
    Audit change = first(Topic.AUDITS, Audit.class, each -> true);
    publish(samples.subList(BEFORE, ALL));

    assertThat(change.getKind()).isEqualTo(CommandKind.CHANGE);
    assertThat(change.getPrincipal()).isEqualTo("evaluator");
    assertThat(change.getObeyed()).as(Trail.line(change)).isTrue();
    assertThat(Integer.parseInt(change.getCommand().substring("drift-".length())))
        .isBetween(TURN, BEFORE);

    Prediction met =
        first(
            Topic.PREDICTIONS,
            Prediction.class,
            each -> each.getTask().getName().equals("regime-1"));
    assertThat(met.getSequence()).isGreaterThan(change.getSequence());

    List<Experience> log = new ArrayList<>();
    try (TopicReader<Experience> experiences =
        TopicReader.fromBeginning(Topic.EXPERIENCES, Experience.class, kafka, registry)) {
      while (log.size() < ALL + 1) {
        experiences
            .poll(Duration.ofMillis(200))
            .forEach(received -> log.add(received.value().orElseThrow()));
      }
    }
    int place = Math.toIntExact(change.getSequence());
    assertThat(place).isBetween(TURN, BEFORE);
    assertThat(log.subList(0, place)).allMatch(each -> taskOf(each).equals("default"));
    assertThat(log.subList(place + 1, ALL + 1)).allMatch(each -> taskOf(each).equals("regime-1"));
  }
}
