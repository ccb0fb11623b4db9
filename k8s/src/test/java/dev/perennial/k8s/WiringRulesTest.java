package dev.perennial.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class WiringRulesTest {

  static final List<String> OVERLAYS = Manifests.OVERLAYS;

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everythingThatIsNamedIsThere(String overlay) {
    assertThat(WiringRules.problems(Manifests.of(overlay))).isEmpty();
  }

  @Test
  void theReadMeTellsOfEverySecretThatMustBeGiven() throws IOException {
    String readMe = Files.readString(Path.of("README.md"));

    WiringRules.GIVEN_SECRETS.forEach(
        (name, keys) -> {
          assertThat(readMe).contains("| `" + name + "` |");
          keys.forEach(key -> assertThat(readMe).contains("`" + key + "`"));
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "StatefulSet perennial-ingest | /spec/template/spec/containers/0/env/1/valueFrom/secretKeyRef/name | other | perennial-ingest needs a Secret that nobody makes or gives: other",
        "StatefulSet perennial-ingest | /spec/template/spec/containers/0/env/1/valueFrom/secretKeyRef/key | jaas | perennial-ingest needs a key that Secret perennial-ingest does not have: jaas",
        "StatefulSet perennial-ingest | /spec/template/spec/volumes/1/secret/items/0/key | ca.pem | perennial-ingest needs a key that Secret perennial-cluster-ca-cert does not have: ca.pem",
        "StatefulSet perennial-ingest | /spec/template/spec/volumes/1/secret/items | | perennial-ingest must say which keys it takes of Secret perennial-cluster-ca-cert",
        "StatefulSet perennial-ingest | /spec/template/spec/volumes/0/configMap/name | other | perennial-ingest mounts a ConfigMap that is not there: other",
        "StatefulSet perennial-ingest | /spec/template/spec/containers/0/volumeMounts/0/subPath | app.yaml | perennial-ingest mounts a key that its ConfigMap does not have: app.yaml",
        "StatefulSet perennial-ingest | /spec/template/spec/containers/0/volumeMounts/0/name | conf | perennial-ingest mounts a volume that it does not have: conf",
        "StatefulSet perennial-ingest | /spec/template/spec/serviceAccountName | other | perennial-ingest runs under a service account that is not there: other",
        "StatefulSet perennial-ingest | /spec/template/spec/containers/0/livenessProbe/httpGet/port | health | perennial-ingest is probed at a port that it does not have: health",
        "StatefulSet perennial-ingest | /spec/serviceName | other | perennial-ingest names a Service that is not there: other",
        "StatefulSet perennial-ingest | /spec/selector/matchLabels | {app: other} | perennial-ingest does not select its own pods",
        "Service perennial-ingest | /spec/selector | {app: other} | Service perennial-ingest selects no pod",
        "Service perennial-ingest | /spec/ports/0/targetPort | web | Service perennial-ingest leads to a port that perennial-ingest does not have: web",
        "Service perennial-ingest | /spec/ports/0/port | 80 | Service perennial-ingest calls another port http than perennial-ingest does",
        "PodDisruptionBudget perennial-ingest | /spec/selector/matchLabels | {app: other} | PodDisruptionBudget perennial-ingest must be of one workload",
        "ServiceMonitor perennial-ingest | /spec/selector/matchLabels | {app: other} | ServiceMonitor perennial-ingest must be of one Service",
        "ServiceMonitor perennial-ingest | /spec/endpoints/0/port | web | ServiceMonitor perennial-ingest asks at a port that is not there: web",
        "ServiceMonitor perennial-ingest | /spec/endpoints/0/authorization/credentials/name | other | ServiceMonitor perennial-ingest needs a Secret that nobody makes or gives: other",
        "PodMonitor perennial-learner | /spec/selector/matchLabels | {app: other} | PodMonitor perennial-learner selects no pod",
        "PodMonitor perennial-learner | /spec/podMetricsEndpoints/0/port | prom | PodMonitor perennial-learner asks at a port that is not there: prom",
        "FlinkDeployment perennial-learner | /spec/jobManager/podTemplate/spec/containers/0/livenessProbe/httpGet/port | 8082 | perennial-learner jobmanager is probed at a port that it does not have: 8082",
      })
  void whatIsNotThereIsNoticed(String object, String pointer, String value, String problem) {
    assertThat(WiringRules.problems(Manifests.of("production").with(object, pointer, value)))
        .contains(problem);
  }

  @Test
  void aClaimThatIsNotThereIsNoticed() {
    assertThat(
            WiringRules.problems(
                Manifests.of("local").without("PersistentVolumeClaim perennial-learner")))
        .contains(
            "perennial-learner taskmanager mounts a claim that is not there: perennial-learner");
  }
}
