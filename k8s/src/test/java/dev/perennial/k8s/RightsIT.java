package dev.perennial.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.perennial.cli.stack.EmbeddedFlink;
import dev.perennial.cli.stack.EmbeddedRegistry;
import dev.perennial.cli.stack.FreePorts;
import dev.perennial.evaluator.Evaluator;
import dev.perennial.ingest.Ingest;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.ingest.web.Gateway;
import dev.perennial.learner.job.LearnerJob;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.admin.Topics;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.topic.TopicSettings;
import dev.perennial.schemas.wire.CommittedRecords;
import dev.perennial.schemas.wire.Registry;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With the rights and the Kafka Streams settings that the manifests give them, the real
 * applications work: on a broker in this JVM that denies everything else.
 */
@Tag("soak")
class RightsIT {

  private static final RegistrySettings REGISTRY = RegistrySettings.at("mock://access");
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Manifests manifests = Manifests.of("production");

  /** What an application has mounted, with this broker and registry and free ports. */
  private SettingsFile settings(String application, String pod, KafkaSettings kafka, Path directory)
      throws Exception {
    MountedSettings mounted =
        Workload.of(manifests).stream()
            .filter(of -> of.name().startsWith(application))
            .flatMap(of -> MountedSettings.of(of, manifests).stream())
            .findFirst()
            .orElseThrow();
    ObjectNode root = (ObjectNode) YAML.readTree(mounted.yaml());
    root.set("kafka", YAML.valueToTree(kafka.properties()));
    root.set("registry", YAML.valueToTree(Map.of("url", REGISTRY.url())));
    if (root.path("job").isObject()) {
      root.withObject("/job")
          .put("checkpoints", directory.resolve("checkpoints").toUri().toString())
          .put("snapshots", directory.resolve("snapshots").toUri().toString())
          .put("checkpointInterval", "PT0.2S")
          .put("parallelism", 1);
      // Without a native library: rights are the same for every learner.
      root.set("learners", YAML.readTree("{near: {recipe: {strategy: knn}}}"));
    }
    if (root.path("ingest").isObject()) {
      root.withObject("/ingest/web").put("host", "127.0.0.1").put("port", 0);
      root.withObject("/ingest/streams").put("state.dir", directory.resolve(pod).toString());
    }
    if (root.path("gateway").isObject()) {
      root.withObject("/gateway").put("host", "127.0.0.1").put("port", 0);
    }
    if (root.path("evaluator").isObject()) {
      root.withObject("/evaluator/web").put("host", "127.0.0.1").put("port", 0);
      root.withObject("/evaluator/streams").put("state.dir", directory.resolve(pod).toString());
      root.withObject("/evaluator")
          .put("emitEvery", 10)
          .set("alerts", YAML.readTree("{low: {metric: prequential-accuracy, below: 1}}"));
    }
    return SettingsFile.parse(
        YAML.writeValueAsString(root), name -> name.equals("POD_NAME") ? pod : "value-of-" + name);
  }

  private static void publish(KafkaSettings kafka, Registry registry, int first, int count) {
    try (SamplePublisher publisher =
        SamplePublisher.resumable(kafka, registry, Pace.unlimited(), "perennial-publish-points")) {
      for (int number = first; number < first + count; number++) {
        publisher.publish(
            new Sample(
                "id-" + number,
                "points",
                Instant.ofEpochSecond(number),
                Tensors.float32(List.of(2), number % 2, 1f),
                number % 2 == 0 ? "even" : "odd",
                null,
                Split.TRAIN));
      }
      publisher.flush();
    }
  }

  /** Publishes a sample through a gateway. */
  private static void post(String id, SettingsFile settings) throws Exception {
    try (Gateway gateway = Gateway.start(settings)) {
      HttpRequest request =
          HttpRequest.newBuilder(gateway.address().resolve("/streams/points/samples"))
              .header("Authorization", "Bearer value-of-PERENNIAL_TOKEN")
              .header("Content-Type", "application/json")
              .POST(
                  BodyPublishers.ofString(
                      "{\"id\": \"%s\", \"eventTime\": \"2026-01-01T00:00:00Z\", \"features\": [1, 1], \"label\": \"odd\", \"split\": \"TRAIN\"}"
                          .formatted(id)))
              .build();
      assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }

  private static int count(Topic topic, KafkaSettings kafka) {
    AtomicInteger count = new AtomicInteger();
    try (CommittedRecords records = CommittedRecords.fromBeginning(topic.topicName(), kafka)) {
      records.forEachUntilEnd(record -> count.incrementAndGet());
    }
    return count.get();
  }

  private static Set<String> metrics(URI address) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address.resolve("/metrics"))
                .header("Authorization", "Bearer value-of-PERENNIAL_TOKEN")
                .build(),
            BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]", 2)[0])
        .collect(Collectors.toSet());
  }

  private Set<String> asked(String prefix) {
    return manifests
        .all(PrometheusRule.class)
        .flatMap(of -> of.getSpec().getGroups().stream())
        .flatMap(of -> of.getRules().stream())
        .flatMap(rule -> Expressions.metrics(rule.getExpr().getStrVal()).stream())
        .filter(name -> name.startsWith(prefix))
        .collect(Collectors.toSet());
  }

  @Test
  void theApplicationsWorkWithTheRightsTheyHaveAndAskForNoOther(@TempDir Path directory)
      throws Exception {
    List<KafkaUser> users = manifests.all(KafkaUser.class).toList();
    try (GuardedBroker broker = GuardedBroker.start(directory.resolve("broker"), users);
        Registry registry = Registry.at(REGISTRY)) {
      try (Admin admin = Admin.create(broker.as("admin").toProperties())) {
        new Topics(admin, registry).create(TopicSettings.DEFAULTS);
      }
      KafkaSettings cli = broker.as("perennial-cli");
      KafkaSettings publisher = broker.as("perennial-publisher");
      SettingsFile learner =
          settings("perennial-learner", "learner-0", broker.as("perennial-learner"), directory);
      StreamExecutionEnvironment job =
          StreamExecutionEnvironment.getExecutionEnvironment(
              LearnerJob.flinkConfiguration(learner));
      LearnerJob.define(job, learner);
      KafkaSettings ofIngest = broker.as("perennial-ingest");
      try (EmbeddedFlink flink = EmbeddedFlink.start(directory.resolve("flink"), 1);
          Ingest one = Ingest.start(settings("perennial-ingest", "ingest-0", ofIngest, directory));
          Ingest other =
              Ingest.start(settings("perennial-ingest", "ingest-1", ofIngest, directory));
          Evaluator evaluator =
              Evaluator.start(
                  settings(
                      "perennial-evaluator",
                      "evaluator-0",
                      broker.as("perennial-evaluator"),
                      directory))) {
        flink.submit(job);
        publish(publisher, registry, 0, 100);

        await().atMost(LONG).until(() -> count(Topic.PREDICTIONS, cli) >= 100);
        await().atMost(LONG).until(() -> count(Topic.ALERTS, cli) >= 1);
        // Lag is known only if the evaluator may look at the learner's group.
        await()
            .atMost(LONG)
            .untilAsserted(
                () ->
                    assertThat(metrics(evaluator.address()))
                        .contains("perennial_lag_entries")
                        .containsAll(asked("kafka_"))
                        .containsAll(asked("jvm_")));
        // A pod that is told to stop leaves its partitions to the other, numbers and known ids with
        // them.
        one.close();
        publish(publisher, registry, 50, 99);
        post(
            "id-149",
            settings("perennial-gateway", "gateway-0", broker.as("perennial-gateway"), directory));
        await().atMost(LONG).until(() -> count(Topic.PREDICTIONS, cli) >= 150);
        await().atMost(LONG).until(() -> count(Topic.REJECTS, cli) >= 50);
        assertThat(count(Topic.EXPERIENCES, cli)).isEqualTo(150);
        assertThat(metrics(other.address()))
            .containsAll(asked("perennial_ingest_"))
            .containsAll(asked("kafka_"));
      }
      assertThat(GuardedBroker.denied()).isEmpty();

      assertThatThrownBy(() -> count(Topic.SAMPLES, broker.as("perennial-gateway")))
          .isInstanceOf(KafkaException.class)
          .hasMessageContaining("samples");
      assertThatThrownBy(() -> publish(broker.as("perennial-gateway"), registry, 0, 1))
          .isInstanceOf(KafkaException.class);
      assertThat(GuardedBroker.denied())
          .contains(
              "perennial-gateway READ TOPIC samples",
              "perennial-gateway DESCRIBE TRANSACTIONAL_ID perennial-publish-points");
    }
  }

  /**
   * The registry as a process with the environment of its Deployment, this broker for Strimzi's.
   */
  private Process registry(GuardedBroker broker, int port, Path directory) throws Exception {
    ProcessBuilder process =
        new ProcessBuilder(
            EmbeddedRegistry.standalone(
                Path.of("../cli/target/registry"), port, directory.resolve("unused-" + port)));
    Map<String, String> kafka = broker.as("perennial-registry").properties();
    Container container =
        manifests
            .one(Deployment.class, "perennial-registry")
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .get(0);
    for (EnvVar variable : container.getEnv()) {
      String property =
          variable
              .getName()
              .toLowerCase(Locale.ROOT)
              .replaceFirst("^apicurio_(kafkasql|kafka_common)_", "")
              .replace('_', '.');
      // This broker has no certificate.
      if (!property.startsWith("ssl.")) {
        process
            .environment()
            .put(
                variable.getName(),
                kafka.getOrDefault(property, String.valueOf(variable.getValue())));
      }
    }
    return process
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("registry.log").toFile())
        .start();
  }

  @Test
  void theRegistryKeepsItsSchemasInKafkaWithTheRightsItHas(@TempDir Path directory)
      throws Exception {
    List<KafkaUser> users = manifests.all(KafkaUser.class).toList();
    try (GuardedBroker broker = GuardedBroker.start(directory.resolve("broker"), users)) {
      try (Admin admin = Admin.create(broker.as("admin").toProperties())) {
        admin
            .createTopics(
                Stream.of("kafkasql-journal", "kafkasql-snapshots", "registry-events")
                    .map(name -> new NewTopic(name, 1, (short) 1))
                    .toList())
            .all()
            .get();
      }
      int id = 0;
      for (int life = 0; life < 2; life++) {
        int port = FreePorts.find(1).get(0);
        Process process = registry(broker, port, directory);
        try (Registry client = Registry.at(RegistrySettings.at(EmbeddedRegistry.urlAt(port)))) {
          await().atMost(LONG).ignoreExceptions().until(() -> status(port, "/health/ready") == 200);
          assertThat(status(port, "/health/live")).isEqualTo(200);
          if (life == 0) {
            id = client.register(Topic.SAMPLES.subject(), Topic.SAMPLES.schema());
          }
          assertThat(client.schema(id)).contains(Topic.SAMPLES.schema());
        } finally {
          process.destroyForcibly().waitFor();
        }
      }
      assertThat(GuardedBroker.denied()).isEmpty();
    }
  }

  private static int status(int port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            BodyHandlers.discarding())
        .statusCode();
  }
}
