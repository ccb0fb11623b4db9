package dev.perennial.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class SettingsRulesTest {

  static final List<String> OVERLAYS = Manifests.OVERLAYS;

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void theApplicationsTakeWhatIsMounted(String overlay) {
    assertThat(SettingsRules.problems(Manifests.of(overlay))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ingest | threads: 2 | thread: 2 | perennial-ingest: ingest.thread is no key",
        "ingest | threads: 2 | threads: 0 | perennial-ingest: ingest.threads must be at least 1: 0",
        "ingest | ingest: | ingesting: | perennial-ingest: ingesting is no section",
        "ingest | ${PERENNIAL_TOKEN} | ${TOKEN} | perennial-ingest: environment variable TOKEN is not set",
        "ingest | ${PERENNIAL_TOKEN} | a-token-in-the-repository | perennial-ingest does not take its token from its Secret",
        "ingest | ${PERENNIAL_KAFKA_JAAS} | a-password | perennial-ingest does not take its password from its Secret",
        "ingest | port: 8082 | port: 8083 | perennial-ingest listens at 8083, which is not its port http",
        "ingest | 0.0.0.0 | 127.0.0.1 | perennial-ingest listens where no probe comes: 127.0.0.1",
        "ingest | num.standby.replicas: 1 | num.standby.replicas: 0 | perennial-ingest keeps no copy of its state",
        "ingest | ${POD_NAME} | ingest | perennial-ingest is not named as its pod",
        "ingest | bootstrap:9093 | bootstrap:9092 | perennial-ingest asks another Kafka: perennial-kafka-bootstrap:9092",
        "ingest | SASL_SSL | SASL_PLAINTEXT | perennial-ingest does not speak TLS with SASL to Kafka",
        "ingest | SCRAM-SHA-512 | PLAIN | perennial-ingest and Kafka's listener do not agree on a mechanism",
        "ingest | kafka/ca.crt | kafka/ca.pem | perennial-ingest trusts a file that is not mounted: /etc/perennial/kafka/ca.pem",
        "ingest | registry:8080 | registry:80 | perennial-ingest asks another registry: http://perennial-registry:80/apis/ccompat/v7",
        "evaluator | [perennial-learner] | [other] | perennial-evaluator looks at no lag of job perennial-learner",
        "gateway | port: 8081 | port: 0 | perennial-gateway listens at 0, which is not its port http",
        "learner | parallelism: 2 | parallelism: 0 | perennial-learner taskmanager: job.parallelism must be at least 1: 0",
        "learner | auto: {} | auto: {recipe: {batch: none}} | perennial-learner jobmanager: learners.auto.recipe.batch must be a whole number: none",
        "learner | parallelism: 2 | transactionTimeout: PT1H | Kafka allows transactions of 900000 ms, and job.transactionTimeout is PT1H",
      })
  void settingsThatDoNotFitAreNoticed(
      String application, String text, String changed, String problem) {
    Manifests manifests = Manifests.of("production");
    String map =
        manifests
            .all(ConfigMap.class)
            .map(of -> of.getMetadata().getName())
            .filter(name -> name.startsWith("perennial-" + application + "-"))
            .findFirst()
            .orElseThrow();
    String yaml = manifests.one(ConfigMap.class, map).getData().get("application.yaml");
    assertThat(yaml).contains(text);
    String broken = TextNode.valueOf(yaml.replace(text, changed)).toString();

    assertThat(
            SettingsRules.problems(
                manifests.with("ConfigMap " + map, "/data/application.yaml", broken)))
        .anySatisfy(found -> assertThat(found).startsWith(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/spec/template/spec/containers/0/volumeMounts/0/mountPath | /etc/application.yaml | perennial-ingest mounts its settings where its image does not look: /etc/application.yaml",
        "/spec/template/spec/containers/0/volumeMounts/1/mountPath | /etc/kafka | perennial-ingest trusts a file that is not mounted: /etc/perennial/kafka/ca.crt",
        "/spec/template/spec/containers/0/env/2 | | perennial-ingest: environment variable PERENNIAL_TOKEN is not set",
        "/spec/template/spec/containers/0/ports/0/containerPort | 8080 | perennial-ingest listens at 8082, which is not its port http",
        "/spec/template/spec/volumes/0 | {name: config, emptyDir: {}} | perennial-ingest mounts no application.yaml",
      })
  void mountsThatDoNotFitAreNoticed(String pointer, String value, String problem) {
    assertThat(
            SettingsRules.problems(
                Manifests.of("production").with("StatefulSet perennial-ingest", pointer, value)))
        .contains(problem);
  }
}
