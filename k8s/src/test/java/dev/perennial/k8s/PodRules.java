package dev.perennial.k8s;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What holds of every pod: which image, with which rights, how much of the node, who sees that it
 * works.
 */
final class PodRules {

  private static final Set<String> MEASURED = Set.of("cpu", "memory");
  private static final Set<String> VOLUMES_WITHIN = Set.of("/tmp", "/opt/flink/log");

  private final List<String> problems = new ArrayList<>();
  private final Workload workload;
  private final PodSpec pod;
  private final Container container;

  private PodRules(Workload workload) {
    this.workload = workload;
    this.pod = workload.pod().getSpec();
    this.container = workload.container();
  }

  /** What is wrong with the pods of an overlay; empty if nothing is. */
  static List<String> problems(Manifests manifests) {
    Stream<String> ofPods =
        Workload.of(manifests).stream().flatMap(workload -> new PodRules(workload).all().stream());
    Stream<String> withoutBudget =
        Workload.of(manifests).stream()
            .filter(workload -> workload.selector().isPresent() && workload.replicas() > 1)
            .filter(
                workload ->
                    manifests
                        .all(PodDisruptionBudget.class)
                        .filter(
                            budget ->
                                Selectors.selects(
                                    budget.getSpec().getSelector(), workload.labels()))
                        .findAny()
                        .isEmpty())
            .map(workload -> workload.name() + " has several pods and no PodDisruptionBudget");
    return Stream.concat(ofPods, withoutBudget).toList();
  }

  private List<String> all() {
    require(pod.getContainers().size() == 1, "must have one container");
    require(pod.getInitContainers().isEmpty(), "must have no init container");
    image();
    rights();
    files();
    resources();
    probes();
    place();
    return problems;
  }

  private void require(boolean isTrue, String rule) {
    if (!isTrue) {
      problems.add(workload.name() + " " + rule);
    }
  }

  private void image() {
    String image = container.getImage();
    int colon = image.lastIndexOf(':');
    String tag = colon <= image.lastIndexOf('/') ? "" : image.substring(colon + 1);
    require(colon > 0 && !tag.isEmpty(), "must name a tag: " + image);
    require(!tag.equals("latest"), "must name a version: " + image);
    if (image.startsWith("perennial-") && !tag.isEmpty() && !tag.equals("latest")) {
      String version = System.getProperty("perennial.version");
      require(
          tag.equals(version) || tag.equals(version + "-cu128"),
          "must have the build's version " + version + ": " + image);
    }
  }

  private void rights() {
    PodSecurityContext ofPod = orNew(pod.getSecurityContext());
    SecurityContext own =
        container.getSecurityContext() == null
            ? new SecurityContext()
            : container.getSecurityContext();
    require(Boolean.TRUE.equals(ofPod.getRunAsNonRoot()), "must run as non-root");
    require(ofPod.getRunAsUser() != null && ofPod.getRunAsUser() > 0, "must name its user");
    require(
        ofPod.getSeccompProfile() != null
            && "RuntimeDefault".equals(ofPod.getSeccompProfile().getType()),
        "must have the runtime's seccomp profile");
    require(!Boolean.TRUE.equals(own.getPrivileged()), "must not be privileged");
    require(
        Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()),
        "must not be allowed to gain privileges");
    require(
        Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()),
        "must have a read-only root file system");
    Capabilities capabilities =
        own.getCapabilities() == null ? new Capabilities() : own.getCapabilities();
    require(
        capabilities.getDrop().contains("ALL") && capabilities.getAdd().isEmpty(),
        "must have no capability");
    require(
        !Boolean.TRUE.equals(pod.getHostNetwork())
            && !Boolean.TRUE.equals(pod.getHostPID())
            && !Boolean.TRUE.equals(pod.getHostIPC()),
        "must share nothing with its node");
    require(
        pod.getServiceAccountName() != null && !pod.getServiceAccountName().equals("default"),
        "must have a service account of its own");
    require(
        workload.name().startsWith("perennial-learner")
            || Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()),
        "asks nothing of the API server, so it must not have a token for it");
  }

  private static PodSecurityContext orNew(PodSecurityContext context) {
    return context == null ? new PodSecurityContext() : context;
  }

  private void files() {
    require(
        pod.getVolumes().stream().allMatch(volume -> volume.getHostPath() == null),
        "must mount nothing of its node");
    Predicate<VolumeMount> isWritten = mount -> VOLUMES_WITHIN.contains(mount.getMountPath());
    require(
        container.getVolumeMounts().stream()
            .filter(isWritten)
            .map(VolumeMount::getName)
            .allMatch(name -> pod.getVolumes().stream().anyMatch(of -> isEmpty(of, name))),
        "must have bounded emptyDirs where it writes");
    require(
        container.getVolumeMounts().stream().anyMatch(mount -> mount.getMountPath().equals("/tmp")),
        "must have a /tmp to write to");
  }

  private static boolean isEmpty(Volume volume, String name) {
    return volume.getName().equals(name)
        && volume.getEmptyDir() != null
        && volume.getEmptyDir().getSizeLimit() != null;
  }

  private void resources() {
    ResourceRequirements of =
        container.getResources() == null ? new ResourceRequirements() : container.getResources();
    require(has(of.getRequests()), "must request cpu and memory");
    require(has(of.getLimits()), "must be limited in cpu and memory");
  }

  private static boolean has(Map<String, Quantity> of) {
    return of != null && of.keySet().containsAll(MEASURED);
  }

  private void probes() {
    require(container.getReadinessProbe() != null, "must have a readiness probe");
    require(container.getLivenessProbe() != null, "must have a liveness probe");
  }

  private void place() {
    require(
        pod.getTopologySpreadConstraints().stream()
            .allMatch(spread -> Selectors.selects(spread.getLabelSelector(), workload.labels())),
        "must be spread among its own pods");
    require(
        workload.replicas() == 1 || !pod.getTopologySpreadConstraints().isEmpty(),
        "must be spread over nodes");
  }
}
