package dev.perennial.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.web.GatewaySettings;
import dev.perennial.learner.job.JobSettings;
import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.SettingsFile;
import io.strimzi.api.kafka.model.kafka.Kafka;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The settings files that are mounted: the applications take them, every key stands in the shipped
 * file, and what they say of addresses, ports, files and each other agrees with the manifests.
 */
final class SettingsRules {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** Where keys are names of the user's, Kafka's or Flink's. */
  private static final Set<String> FREE =
      Set.of(
          "kafka",
          "flink",
          "registry.properties",
          "ingest.streams",
          "ingest.tasks",
          "evaluator.streams",
          "evaluator.alerts",
          "evaluator.experts",
          "evaluator.drift");

  private final Manifests manifests;
  private final List<String> problems = new ArrayList<>();

  private SettingsRules(Manifests manifests) {
    this.manifests = manifests;
  }

  /** What is wrong in an overlay; empty if nothing is. */
  static List<String> problems(Manifests manifests) {
    SettingsRules rules = new SettingsRules(manifests);
    Workload.of(manifests).forEach(rules::check);
    return rules.problems;
  }

  private void require(boolean isTrue, String problem) {
    if (!isTrue) {
      problems.add(problem);
    }
  }

  private void check(Workload workload) {
    MountedSettings.of(workload, manifests)
        .ifPresentOrElse(
            this::check,
            () ->
                require(
                    workload.name().equals("perennial-registry"),
                    workload.name() + " mounts no application.yaml"));
  }

  private void check(MountedSettings mounted) {
    String name = mounted.workload().name();
    require(
        mounted.path().equals("/etc/perennial/application.yaml"),
        name + " mounts its settings where its image does not look: " + mounted.path());
    try {
      SettingsFile settings = mounted.settings();
      kafka(mounted, settings.kafka().properties());
      require(
          settings.registry().url().equals("http://perennial-registry:8080/apis/ccompat/v7"),
          name + " asks another registry: " + settings.registry().url());
      sections(mounted, settings);
    } catch (InvalidSettingsException e) {
      e.problems().forEach(problem -> problems.add(name + ": " + problem));
      return;
    }
    try (InputStream shipped = SettingsFile.class.getResourceAsStream("/application.yaml")) {
      keys(
          name,
          "",
          YAML.readTree(mounted.yaml()),
          YAML.readTree(Objects.requireNonNull(shipped, "the shipped application.yaml")));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings that were read are no YAML", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void kafka(MountedSettings mounted, Map<String, String> properties) {
    String name = mounted.workload().name();
    var listener =
        manifests.one(Kafka.class, "perennial").getSpec().getKafka().getListeners().get(0);
    require(
        ("perennial-kafka-bootstrap:" + listener.getPort())
            .equals(properties.get("bootstrap.servers")),
        name + " asks another Kafka: " + properties.get("bootstrap.servers"));
    require(
        listener.isTls() && "SASL_SSL".equals(properties.get("security.protocol")),
        name + " does not speak TLS with SASL to Kafka");
    require(
        "SCRAM-SHA-512".equals(properties.get("sasl.mechanism"))
            && listener.getAuth() != null
            && listener.getAuth().getType().equals("scram-sha-512"),
        name + " and Kafka's listener do not agree on a mechanism");
    require(
        "value-of-PERENNIAL_KAFKA_JAAS".equals(properties.get("sasl.jaas.config")),
        name + " does not take its password from its Secret");
    require(
        "PEM".equals(properties.get("ssl.truststore.type"))
            && mounted.isMountedSecret(properties.getOrDefault("ssl.truststore.location", "")),
        name + " trusts a file that is not mounted: " + properties.get("ssl.truststore.location"));
  }

  private void sections(MountedSettings mounted, SettingsFile settings) {
    Workload workload = mounted.workload();
    switch (workload.name()) {
      case "perennial-ingest" -> {
        IngestSettings own =
            settings.section("ingest", IngestSettings.class, IngestSettings.DEFAULTS);
        web(workload, own.web().host(), own.web().port(), own.web().token());
        kept(workload, own.streams());
      }
      case "perennial-evaluator" -> {
        EvaluatorSettings own =
            settings.section("evaluator", EvaluatorSettings.class, EvaluatorSettings.DEFAULTS);
        web(workload, own.web().host(), own.web().port(), own.web().token());
        kept(workload, own.streams());
        require(
            own.jobs().contains(learnerJob().name()),
            workload.name() + " looks at no lag of job " + learnerJob().name());
      }
      case "perennial-gateway" -> {
        GatewaySettings own =
            settings.section("gateway", GatewaySettings.class, GatewaySettings.DEFAULTS);
        web(workload, own.host(), own.port(), own.token());
      }
      default -> {
        JobSettings job = settings.section("job", JobSettings.class, JobSettings.DEFAULTS);
        require(
            !settings.named("learners", LearnerSettings.class, LearnerSettings.DEFAULTS).isEmpty(),
            workload.name() + " has no learner");
        Object most =
            manifests
                .one(Kafka.class, "perennial")
                .getSpec()
                .getKafka()
                .getConfig()
                .get("transaction.max.timeout.ms");
        require(
            job.transactionTimeout().toMillis() <= ((Number) most).longValue(),
            "Kafka allows transactions of %s ms, and job.transactionTimeout is %s"
                .formatted(most, job.transactionTimeout()));
      }
    }
  }

  private JobSettings learnerJob() {
    return Workload.of(manifests).stream()
        .filter(of -> of.name().equals("perennial-learner jobmanager"))
        .flatMap(of -> MountedSettings.of(of, manifests).stream())
        .findFirst()
        .orElseThrow()
        .settings()
        .section("job", JobSettings.class, JobSettings.DEFAULTS);
  }

  private void web(Workload workload, String host, int port, String token) {
    require(host.equals("0.0.0.0"), workload.name() + " listens where no probe comes: " + host);
    require(
        workload.port("http").map(Integer.valueOf(port)::equals).orElse(false),
        "%s listens at %d, which is not its port http".formatted(workload.name(), port));
    require(
        token.equals("value-of-PERENNIAL_TOKEN"),
        workload.name() + " does not take its token from its Secret");
  }

  /** State in memory goes on where a copy of it is, and a name that stays goes on as itself. */
  private void kept(Workload workload, Map<String, String> streams) {
    require(
        streams.getOrDefault("num.standby.replicas", "0").equals("1"),
        workload.name() + " keeps no copy of its state");
    require(
        streams.getOrDefault("group.instance.id", "").equals("value-of-POD_NAME"),
        workload.name() + " is not named as its pod");
  }

  private void keys(String name, String path, JsonNode mounted, JsonNode shipped) {
    mounted
        .properties()
        .forEach(
            field -> {
              String key = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
              JsonNode known =
                  path.equals("learners") ? shipped.path("auto") : shipped.path(field.getKey());
              require(
                  !known.isMissingNode(), name + ": the shipped application.yaml has no " + key);
              if (!FREE.contains(key) && field.getValue().isObject()) {
                keys(name, key, field.getValue(), known);
              }
            });
  }
}
