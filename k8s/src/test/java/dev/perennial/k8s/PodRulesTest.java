package dev.perennial.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class PodRulesTest {

  static final List<String> OVERLAYS = Manifests.OVERLAYS;

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void noPodBreaksOne(String overlay) {
    assertThat(PodRules.problems(Manifests.of(overlay))).isEmpty();
    assertThat(Workload.of(Manifests.of(overlay)))
        .extracting(Workload::name)
        .containsExactlyInAnyOrder(
            "perennial-registry",
            "perennial-gateway",
            "perennial-ingest",
            "perennial-evaluator",
            "perennial-learner jobmanager",
            "perennial-learner taskmanager");
  }

  /** In the template of a workload of Kubernetes'. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "containers/0/image | perennial-ingest | must name a tag: perennial-ingest",
        "containers/0/image | host:5000/ingest | must name a tag: host:5000/ingest",
        "containers/0/image | perennial-ingest:latest | must name a version: perennial-ingest:latest",
        "containers/0/image | perennial-ingest:0.0.1 | must have the build's version VERSION: perennial-ingest:0.0.1",
        "containers/0/securityContext/privileged | true | must not be privileged",
        "containers/0/securityContext/allowPrivilegeEscalation | | must not be allowed to gain privileges",
        "containers/0/securityContext/readOnlyRootFilesystem | false | must have a read-only root file system",
        "containers/0/securityContext/capabilities/add | [NET_ADMIN] | must have no capability",
        "containers/0/securityContext/capabilities/drop | [] | must have no capability",
        "containers/0/resources/limits/memory | | must be limited in cpu and memory",
        "containers/0/resources/requests | | must request cpu and memory",
        "containers/0/livenessProbe | | must have a liveness probe",
        "containers/0/readinessProbe | | must have a readiness probe",
        "containers/0/volumeMounts/2 | | must have a /tmp to write to",
        "containers/- | {name: other, image: 'x:1'} | must have one container",
        "initContainers | [{name: other, image: 'x:1'}] | must have no init container",
        "securityContext/runAsNonRoot | | must run as non-root",
        "securityContext/runAsUser | 0 | must name its user",
        "securityContext/seccompProfile | | must have the runtime's seccomp profile",
        "hostNetwork | true | must share nothing with its node",
        "serviceAccountName | default | must have a service account of its own",
        "automountServiceAccountToken | | asks nothing of the API server, so it must not have a token for it",
        "volumes/2/emptyDir/sizeLimit | | must have bounded emptyDirs where it writes",
        "volumes/- | {name: node, hostPath: {path: /}} | must mount nothing of its node",
        "topologySpreadConstraints | | must be spread over nodes",
        "topologySpreadConstraints/0/labelSelector/matchLabels | {app: other} | must be spread among its own pods",
      })
  void aPodThatBreaksOneIsNoticed(String pointer, String value, String problem) {
    Manifests broken =
        Manifests.of("production")
            .with("StatefulSet perennial-ingest", "/spec/template/spec/" + pointer, value);

    assertThat(PodRules.problems(broken))
        .containsExactly(
            "perennial-ingest "
                + problem.replace("VERSION", System.getProperty("perennial.version")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image | perennial-learner:latest | perennial-learner taskmanager must name a version: perennial-learner:latest",
        "podTemplate/spec/containers/0/securityContext/readOnlyRootFilesystem | | perennial-learner jobmanager must have a read-only root file system",
        "podTemplate/spec/securityContext/runAsNonRoot | false | perennial-learner jobmanager must run as non-root",
        "taskManager/resource/memory | | perennial-learner taskmanager must be limited in cpu and memory",
        "jobManager/podTemplate/spec/containers/0/livenessProbe | | perennial-learner jobmanager must have a liveness probe",
        "taskManager/podTemplate/spec/containers/0/securityContext | {privileged: true} | perennial-learner taskmanager must not be privileged",
        "taskManager/podTemplate/spec/topologySpreadConstraints | | perennial-learner taskmanager must be spread over nodes",
      })
  void onesOfFlinksOperatorAreNoticedToo(String pointer, String value, String problem) {
    Manifests broken =
        Manifests.of("production")
            .with("FlinkDeployment perennial-learner", "/spec/" + pointer, value);

    assertThat(PodRules.problems(broken)).contains(problem);
  }

  @ParameterizedTest
  @CsvSource({"perennial-ingest", "perennial-evaluator", "perennial-gateway", "perennial-registry"})
  void severalPodsWithoutABudgetAreNoticed(String name) {
    assertThat(PodRules.problems(Manifests.of("production").without("PodDisruptionBudget " + name)))
        .containsExactly(name + " has several pods and no PodDisruptionBudget");
  }
}
