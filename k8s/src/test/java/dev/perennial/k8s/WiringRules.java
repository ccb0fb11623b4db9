package dev.perennial.k8s;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What one object says of another is true: names, keys, labels and ports that are there. */
final class WiringRules {

  /** Secrets that must exist before, with their keys: k8s/README.md tells of each. */
  static final Map<String, Set<String>> GIVEN_SECRETS =
      Map.of(
          "perennial-web-token", Set.of("token"),
          "perennial-gateway-token", Set.of("token"),
          "perennial-s3", Set.of("access-key", "secret-key"));

  private final Manifests manifests;
  private final List<Workload> workloads;
  private final Map<String, Set<String>> secrets;
  private final List<String> problems = new ArrayList<>();

  private WiringRules(Manifests manifests) {
    this.manifests = manifests;
    this.workloads = Workload.of(manifests);
    this.secrets = secrets(manifests);
  }

  /** What is wrong in an overlay; empty if nothing is. */
  static List<String> problems(Manifests manifests) {
    WiringRules rules = new WiringRules(manifests);
    rules.workloads.forEach(rules::references);
    rules.workloads.forEach(rules::probes);
    rules.services();
    rules.budgets();
    rules.monitors();
    return rules.problems;
  }

  /** Those given and those that Strimzi makes, with the keys that it documents. */
  private static Map<String, Set<String>> secrets(Manifests manifests) {
    Map<String, Set<String>> secrets = new HashMap<>(GIVEN_SECRETS);
    manifests
        .all(KafkaUser.class)
        .forEach(
            user ->
                secrets.put(user.getMetadata().getName(), Set.of("password", "sasl.jaas.config")));
    manifests
        .all(Kafka.class)
        .forEach(
            kafka ->
                secrets.put(
                    kafka.getMetadata().getName() + "-cluster-ca-cert",
                    Set.of("ca.crt", "ca.p12", "ca.password")));
    return secrets;
  }

  private void require(boolean isTrue, String problem) {
    if (!isTrue) {
      problems.add(problem);
    }
  }

  private void references(Workload workload) {
    String name = workload.name();
    for (EnvVar variable : workload.container().getEnv()) {
      SecretKeySelector secret =
          variable.getValueFrom() == null ? null : variable.getValueFrom().getSecretKeyRef();
      if (secret != null) {
        secret(name, secret.getName(), secret.getKey());
      }
    }
    workload.pod().getSpec().getVolumes().forEach(volume -> volume(workload, volume));
    for (VolumeMount mount : workload.container().getVolumeMounts()) {
      require(
          workload.pod().getSpec().getVolumes().stream()
              .anyMatch(volume -> volume.getName().equals(mount.getName())),
          name + " mounts a volume that it does not have: " + mount.getName());
    }
    String account = workload.pod().getSpec().getServiceAccountName();
    require(
        manifests
            .all(ServiceAccount.class)
            .anyMatch(of -> of.getMetadata().getName().equals(account)),
        name + " runs under a service account that is not there: " + account);
  }

  private void secret(String who, String name, String key) {
    Set<String> keys = secrets.get(name);
    require(keys != null, who + " needs a Secret that nobody makes or gives: " + name);
    require(
        keys == null || keys.contains(key),
        "%s needs a key that Secret %s does not have: %s".formatted(who, name, key));
  }

  private void volume(Workload workload, Volume volume) {
    String name = workload.name();
    if (volume.getSecret() != null) {
      for (KeyToPath item : volume.getSecret().getItems()) {
        secret(name, volume.getSecret().getSecretName(), item.getKey());
      }
      require(
          !volume.getSecret().getItems().isEmpty(),
          name + " must say which keys it takes of Secret " + volume.getSecret().getSecretName());
    }
    if (volume.getConfigMap() != null) {
      Optional<ConfigMap> map =
          manifests
              .all(ConfigMap.class)
              .filter(of -> of.getMetadata().getName().equals(volume.getConfigMap().getName()))
              .findFirst();
      require(
          map.isPresent(),
          name + " mounts a ConfigMap that is not there: " + volume.getConfigMap().getName());
      workload.container().getVolumeMounts().stream()
          .filter(mount -> mount.getName().equals(volume.getName()))
          .map(VolumeMount::getSubPath)
          .filter(Objects::nonNull)
          .forEach(
              key ->
                  require(
                      map.isEmpty() || map.get().getData().containsKey(key),
                      "%s mounts a key that its ConfigMap does not have: %s".formatted(name, key)));
    }
    if (volume.getPersistentVolumeClaim() != null) {
      String claim = volume.getPersistentVolumeClaim().getClaimName();
      require(
          manifests
              .all(PersistentVolumeClaim.class)
              .anyMatch(of -> of.getMetadata().getName().equals(claim)),
          name + " mounts a claim that is not there: " + claim);
    }
  }

  private void probes(Workload workload) {
    Stream.of(
            workload.container().getStartupProbe(),
            workload.container().getReadinessProbe(),
            workload.container().getLivenessProbe())
        .filter(Objects::nonNull)
        .map(WiringRules::port)
        .forEach(
            port ->
                require(
                    isPort(workload, port),
                    "%s is probed at a port that it does not have: %s"
                        .formatted(workload.name(), value(port))));
  }

  private static IntOrString port(Probe probe) {
    return probe.getHttpGet() == null
        ? probe.getTcpSocket().getPort()
        : probe.getHttpGet().getPort();
  }

  private static boolean isPort(Workload workload, IntOrString port) {
    return port.getStrVal() != null
        ? workload.port(port.getStrVal()).isPresent()
        : workload.container().getPorts().stream()
            .anyMatch(of -> of.getContainerPort().equals(port.getIntVal()));
  }

  private static String value(IntOrString port) {
    return String.valueOf(port.getValue());
  }

  private void services() {
    for (Workload workload : workloads) {
      require(
          workload.selector().map(of -> Selectors.selects(of, workload.labels())).orElse(true),
          workload.name() + " does not select its own pods");
    }
    manifests
        .all(StatefulSet.class)
        .forEach(
            of ->
                require(
                    manifests
                        .all(Service.class)
                        .anyMatch(
                            service ->
                                service
                                    .getMetadata()
                                    .getName()
                                    .equals(of.getSpec().getServiceName())),
                    of.getMetadata().getName()
                        + " names a Service that is not there: "
                        + of.getSpec().getServiceName()));
    manifests.all(Service.class).forEach(this::service);
  }

  private void service(Service service) {
    String name = "Service " + service.getMetadata().getName();
    List<Workload> behind =
        workloads.stream()
            .filter(
                of ->
                    of.labels().entrySet().containsAll(service.getSpec().getSelector().entrySet()))
            .toList();
    require(!behind.isEmpty(), name + " selects no pod");
    for (ServicePort port : service.getSpec().getPorts()) {
      for (Workload workload : behind) {
        require(
            isPort(workload, port.getTargetPort()),
            "%s leads to a port that %s does not have: %s"
                .formatted(name, workload.name(), value(port.getTargetPort())));
        require(
            workload.port(port.getName()).map(port.getPort()::equals).orElse(true),
            "%s calls another port %s than %s does"
                .formatted(name, port.getName(), workload.name()));
      }
    }
  }

  private void budgets() {
    manifests
        .all(PodDisruptionBudget.class)
        .forEach(
            budget ->
                require(
                    workloads.stream()
                            .filter(
                                of ->
                                    Selectors.selects(budget.getSpec().getSelector(), of.labels()))
                            .count()
                        == 1,
                    "PodDisruptionBudget %s must be of one workload"
                        .formatted(budget.getMetadata().getName())));
  }

  private void monitors() {
    manifests
        .all(ServiceMonitor.class)
        .forEach(
            monitor -> {
              String name = "ServiceMonitor " + monitor.getMetadata().getName();
              List<Service> services =
                  manifests
                      .all(Service.class)
                      .filter(
                          of ->
                              Selectors.selects(
                                  monitor.getSpec().getSelector(), of.getMetadata().getLabels()))
                      .toList();
              require(services.size() == 1, name + " must be of one Service");
              monitor
                  .getSpec()
                  .getEndpoints()
                  .forEach(
                      endpoint -> {
                        require(
                            services.stream()
                                .flatMap(of -> of.getSpec().getPorts().stream())
                                .anyMatch(port -> port.getName().equals(endpoint.getPort())),
                            name + " asks at a port that is not there: " + endpoint.getPort());
                        SecretKeySelector token = endpoint.getAuthorization().getCredentials();
                        secret(name, token.getName(), token.getKey());
                      });
            });
    manifests
        .all(PodMonitor.class)
        .forEach(
            monitor -> {
              String name = "PodMonitor " + monitor.getMetadata().getName();
              List<Workload> of =
                  workloads.stream()
                      .filter(
                          each -> Selectors.selects(monitor.getSpec().getSelector(), each.labels()))
                      .toList();
              require(!of.isEmpty(), name + " selects no pod");
              monitor
                  .getSpec()
                  .getPodMetricsEndpoints()
                  .forEach(
                      endpoint ->
                          require(
                              of.stream()
                                  .allMatch(each -> each.port(endpoint.getPort()).isPresent()),
                              name + " asks at a port that is not there: " + endpoint.getPort()));
            });
  }
}
