package dev.perennial.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every overlay is what those who read it understand, whole. */
class ManifestsTest {

  static final List<String> OVERLAYS = Manifests.OVERLAYS;

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everyObjectLoadsStrictly(String overlay) {
    assertThat(Manifests.of(overlay).objects()).hasSizeGreaterThan(40);
  }

  @Test
  void everyTypeIsOfAnObjectThatIsThere() {
    TreeSet<String> there = new TreeSet<>();
    Manifests.OVERLAYS.forEach(
        overlay ->
            Manifests.of(overlay)
                .documents()
                .forEach(
                    of ->
                        there.add(
                            of.path("apiVersion").asText() + " " + of.path("kind").asText())));

    assertThat(StrictModels.kinds()).containsExactlyElementsOf(there);
  }

  /** Each kind, with one of its objects. */
  static java.util.List<String> objects() {
    Map<String, String> byKind = new TreeMap<>();
    for (String overlay : Manifests.OVERLAYS) {
      Manifests.of(overlay)
          .documents()
          .forEach(
              of ->
                  byKind.putIfAbsent(
                      of.path("kind").asText(),
                      overlay
                          + " "
                          + of.path("kind").asText()
                          + " "
                          + of.at("/metadata/name").asText()));
    }
    return byKind.values().stream().toList();
  }

  @ParameterizedTest
  @MethodSource("objects")
  void aFieldThatItsKindDoesNotHaveIsRefused(String named) {
    String[] words = named.split(" ", 2);
    Manifests manifests = Manifests.of(words[0]);

    assertThatThrownBy(() -> manifests.with(words[1], "/misspelt", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(words[1])
        .hasMessageContaining("misspelt");
    assertThatThrownBy(() -> manifests.with(words[1], "/metadata/misspelt", "1"))
        .hasMessageContaining("misspelt");
  }

  @ParameterizedTest
  @CsvSource({
    "StatefulSet perennial-ingest, /spec/replcas",
    "StatefulSet perennial-ingest, /spec/template/spec/containers/0/livenessProbe/httpGet/pth",
    "Deployment perennial-gateway, /spec/template/spec/securityContext/runAsNonroot",
    "Service perennial-ingest, /spec/ports/0/targetport",
    "PodDisruptionBudget perennial-ingest, /spec/maxunavailable",
    "NetworkPolicy kafka-clients, /spec/egress/0/to/0/podselector",
    "Kafka perennial, /spec/kafka/listeners/0/tsl",
    "Kafka perennial, /spec/kafka/rack/topologykey",
    "Kafka perennial, /spec/entityOperator/topicoperator",
    "KafkaNodePool broker, /spec/storage/volumes/0/sze",
    "KafkaTopic samples, /spec/partitons",
    "KafkaUser perennial-ingest, /spec/authorization/acls/0/resource/patterntype",
    "FlinkDeployment perennial-learner, /spec/job/upgrademode",
    "FlinkDeployment perennial-learner, /spec/taskManager/resource/cpus",
    "FlinkDeployment perennial-learner, /spec/podTemplate/spec/containers/0/volumemounts",
    "ServiceMonitor perennial-ingest, /spec/endpoints/0/bearer",
    "PodMonitor perennial-learner, /spec/podMetricsEndpoints/0/prt",
    "PrometheusRule perennial, /spec/groups/0/rules/0/annotation"
  })
  void aMisspeltFieldIsRefusedHoweverDeepItLies(String object, String pointer) {
    Manifests manifests = Manifests.of("production");

    assertThatThrownBy(() -> manifests.with(object, pointer, "{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(pointer.substring(pointer.lastIndexOf('/') + 1));
  }

  @ParameterizedTest
  @CsvSource({
    "Kafka perennial, /spec/kafka/listeners/0/type, intern",
    "KafkaUser perennial-ingest, /spec/authorization/acls/0/operations/0, Raed",
    "KafkaUser perennial-ingest, /spec/authorization/acls/0/resource/type, topics",
    "KafkaNodePool broker, /spec/roles/0, borker",
    "FlinkDeployment perennial-learner, /spec/job/upgradeMode, savepiont",
    "FlinkDeployment perennial-learner, /spec/mode, nativ",
    "StatefulSet perennial-ingest, /spec/replicas, two"
  })
  void aValueThatItsKindDoesNotKnowIsRefused(String object, String pointer, String value) {
    Manifests manifests = Manifests.of("production");

    assertThatThrownBy(() -> manifests.with(object, pointer, value))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKindWithoutATypeIsRefused() {
    assertThatThrownBy(
            () -> Manifests.parse("{apiVersion: v1, kind: Secret, metadata: {name: token}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Secret token: there is no type for v1 Secret");
  }

  @Test
  void aKustomizationThatCannotBeRenderedIsAnError() {
    Manifests.of("local");

    assertThatThrownBy(() -> Kubectl.kustomize(Path.of("src")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("kustomization");
  }
}
