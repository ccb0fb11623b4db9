package dev.perennial.k8s;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.strimzi.api.kafka.model.kafka.Kafka;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who must be let through is, and all else is not. */
final class NetworkRules {

  private static final int REGISTRY = 8080;
  private static final Map<String, String> KAFKA =
      Map.of("strimzi.io/cluster", "perennial", "strimzi.io/name", "perennial-kafka");

  private final List<NetworkPolicy> policies;
  private final List<Workload> workloads;
  private final List<String> problems = new ArrayList<>();

  private NetworkRules(Manifests manifests) {
    this.policies = manifests.all(NetworkPolicy.class).toList();
    this.workloads = Workload.of(manifests);
  }

  /** What is wrong in an overlay; empty if nothing is. */
  static List<String> problems(Manifests manifests) {
    NetworkRules rules = new NetworkRules(manifests);
    rules.deniesByDefault();
    rules.clients(manifests.one(Kafka.class, "perennial"));
    rules.monitored(manifests);
    rules.ports();
    return rules.problems;
  }

  private void require(boolean isTrue, String problem) {
    if (!isTrue) {
      problems.add(problem);
    }
  }

  private void deniesByDefault() {
    require(
        policies.stream()
            .anyMatch(
                of ->
                    isEverything(of.getSpec().getPodSelector())
                        && of.getSpec().getIngress().isEmpty()
                        && of.getSpec().getEgress().isEmpty()
                        && of.getSpec().getPolicyTypes().containsAll(List.of("Ingress", "Egress"))),
        "there must be a policy that denies everything to every pod");
    for (NetworkPolicy policy : policies) {
      boolean isOpen =
          policy.getSpec().getIngress().stream()
              .anyMatch(
                  rule ->
                      rule.getFrom().isEmpty()
                          || rule.getFrom().stream().anyMatch(NetworkRules::isAnyone));
      require(!isOpen, policy.getMetadata().getName() + " must not let everyone in");
    }
  }

  private static boolean isAnyone(NetworkPolicyPeer peer) {
    return (peer.getNamespaceSelector() != null && isEverything(peer.getNamespaceSelector()))
        || (peer.getIpBlock() != null && peer.getIpBlock().getCidr().endsWith("/0"));
  }

  private static boolean isEverything(LabelSelector selector) {
    return selector.getMatchLabels().isEmpty() && selector.getMatchExpressions().isEmpty();
  }

  /** All of ours speak to Kafka; all but the registry, which is asked, to the registry. */
  private void clients(Kafka kafka) {
    var listener = kafka.getSpec().getKafka().getListeners().get(0);
    for (Workload workload : workloads) {
      require(
          listener.getNetworkPolicyPeers().stream()
              .anyMatch(peer -> Selectors.selects(peer.getPodSelector(), workload.labels())),
          workload.name() + " is not let in by Kafka's listener");
      require(
          letsOut(workload, KAFKA, listener.getPort()),
          "%s is not let out to Kafka at %d".formatted(workload.name(), listener.getPort()));
      workloads.stream()
          .filter(of -> of.name().equals("perennial-registry") && of != workload)
          .forEach(
              registry -> {
                require(
                    letsOut(workload, registry.labels(), REGISTRY),
                    workload.name() + " is not let out to the registry");
                require(
                    letsInFrom(registry, REGISTRY, workload.labels()),
                    workload.name() + " is not let in by the registry");
              });
    }
  }

  private void monitored(Manifests manifests) {
    Stream.concat(
            manifests
                .all(ServiceMonitor.class)
                .map(of -> Map.entry(of.getSpec().getSelector(), "http")),
            manifests
                .all(PodMonitor.class)
                .map(of -> Map.entry(of.getSpec().getSelector(), "metrics")))
        .forEach(
            monitor ->
                workloads.stream()
                    .filter(of -> Selectors.selects(monitor.getKey(), of.labels()))
                    .forEach(
                        of ->
                            require(
                                letsInNamespace(
                                    of, of.port(monitor.getValue()).orElse(0), "monitoring"),
                                of.name() + " does not let Prometheus in")));
    workloads.stream()
        .filter(of -> of.name().equals("perennial-learner jobmanager"))
        .forEach(
            of ->
                require(
                    letsInNamespace(of, 8081, "flink-operator"),
                    of.name() + " does not let Flink's operator in"));
  }

  /** A port that is opened is one that somebody listens at. */
  private void ports() {
    for (NetworkPolicy policy : policies) {
      List<Workload> of =
          workloads.stream()
              .filter(each -> Selectors.selects(policy.getSpec().getPodSelector(), each.labels()))
              .toList();
      policy.getSpec().getIngress().stream()
          .flatMap(rule -> rule.getPorts().stream())
          .map(NetworkPolicyPort::getPort)
          .map(IntOrString::getIntVal)
          .forEach(
              port ->
                  require(
                      of.stream()
                          .anyMatch(
                              each ->
                                  each.container().getPorts().stream()
                                      .anyMatch(own -> own.getContainerPort().equals(port))),
                      "%s opens a port at which nobody listens: %d"
                          .formatted(policy.getMetadata().getName(), port)));
    }
  }

  private Stream<NetworkPolicy> of(Workload workload) {
    return policies.stream()
        .filter(of -> Selectors.selects(of.getSpec().getPodSelector(), workload.labels()));
  }

  private boolean letsOut(Workload workload, Map<String, String> to, int port) {
    return of(workload)
        .flatMap(of -> of.getSpec().getEgress().stream())
        .filter(rule -> isOpen(rule.getPorts(), port))
        .flatMap(rule -> rule.getTo().stream())
        .anyMatch(peer -> isSelected(peer.getPodSelector(), to));
  }

  private boolean letsInFrom(Workload workload, int port, Map<String, String> from) {
    return peersLetIn(workload, port).anyMatch(peer -> isSelected(peer.getPodSelector(), from));
  }

  private boolean letsInNamespace(Workload workload, int port, String namespace) {
    Map<String, String> labels = Map.of("kubernetes.io/metadata.name", namespace);
    return peersLetIn(workload, port)
        .anyMatch(peer -> isSelected(peer.getNamespaceSelector(), labels));
  }

  private Stream<NetworkPolicyPeer> peersLetIn(Workload workload, int port) {
    return of(workload)
        .flatMap(of -> of.getSpec().getIngress().stream())
        .filter(rule -> isOpen(rule.getPorts(), port))
        .flatMap(rule -> rule.getFrom().stream());
  }

  /** Whether there is a selector, and it selects what has those labels. */
  private static boolean isSelected(@Nullable LabelSelector selector, Map<String, String> labels) {
    return selector != null && Selectors.selects(selector, labels);
  }

  private static boolean isOpen(List<NetworkPolicyPort> ports, int port) {
    return ports.isEmpty()
        || ports.stream().anyMatch(of -> Integer.valueOf(port).equals(of.getPort().getIntVal()));
  }
}
