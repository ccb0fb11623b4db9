package dev.perennial.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class NetworkRulesTest {

  static final List<String> OVERLAYS = Manifests.OVERLAYS;

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void whoMustBeLetThroughIsAndNobodyElse(String overlay) {
    assertThat(NetworkRules.problems(Manifests.of(overlay))).isEmpty();
  }

  @Test
  void everyPodIsDeniedEverythingElse() {
    assertThat(
            NetworkRules.problems(Manifests.of("production").without("NetworkPolicy default-deny")))
        .containsExactly("there must be a policy that denies everything to every pod");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NetworkPolicy default-deny | /spec/policyTypes | [Ingress] | there must be a policy that denies everything to every pod",
        "NetworkPolicy perennial-gateway | /spec/ingress/0/from | | perennial-gateway must not let everyone in",
        "NetworkPolicy perennial-gateway | /spec/ingress/0/from/0/namespaceSelector | {} | perennial-gateway must not let everyone in",
        "NetworkPolicy perennial-gateway | /spec/ingress/0/ports/0/port | 8080 | perennial-gateway opens a port at which nobody listens: 8080",
        "NetworkPolicy kafka-clients | /spec/egress/0/ports/0/port | 9092 | perennial-ingest is not let out to Kafka at 9093",
        "NetworkPolicy kafka-clients | /spec/egress/1/ports/0/port | 80 | perennial-learner taskmanager is not let out to the registry",
        "NetworkPolicy perennial-registry | /spec/ingress/0/from/0/podSelector/matchLabels | {app: other} | perennial-evaluator is not let in by the registry",
        "StatefulSet perennial-ingest | /spec/template/metadata/labels | {app.kubernetes.io/name: perennial-ingest} | perennial-ingest is not let in by Kafka's listener",
        "Kafka perennial | /spec/kafka/listeners/0/networkPolicyPeers/0/podSelector/matchLabels | {app: other} | perennial-registry is not let in by Kafka's listener",
        "NetworkPolicy metrics | /spec/ingress/0/ports/0/port | 8082 | perennial-evaluator does not let Prometheus in",
        "NetworkPolicy metrics | /spec/podSelector/matchExpressions/0/values | [perennial-ingest, perennial-evaluator] | perennial-learner taskmanager does not let Prometheus in",
        "NetworkPolicy perennial-learner | /spec/ingress/1/ports/0/port | 8082 | perennial-learner jobmanager does not let Flink's operator in",
      })
  void whoIsNotLetThroughIsNoticed(String object, String pointer, String value, String problem) {
    assertThat(NetworkRules.problems(Manifests.of("production").with(object, pointer, value)))
        .contains(problem);
  }
}
