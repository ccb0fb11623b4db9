package dev.perennial.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.FlinkDeploymentSpec;
import org.apache.flink.kubernetes.operator.api.spec.Resource;

/**
 * Pods of ours, whoever makes them of what is written: Kubernetes, or Flink's operator, which
 * completes the container {@code flink-main-container} with image, resources and ports of its own.
 *
 * @param name for example {@code perennial-ingest} or {@code perennial-learner taskmanager}
 * @param pod its template, completed
 * @param selector by which Kubernetes knows its pods; empty where Flink's operator does
 * @param replicas how many pods
 */
record Workload(String name, PodTemplateSpec pod, Optional<LabelSelector> selector, int replicas) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** All of an overlay, but Kafka's. */
  static List<Workload> of(Manifests manifests) {
    return Stream.of(
            manifests
                .all(Deployment.class)
                .map(
                    of ->
                        new Workload(
                            of.getMetadata().getName(),
                            of.getSpec().getTemplate(),
                            Optional.of(of.getSpec().getSelector()),
                            of.getSpec().getReplicas())),
            manifests
                .all(StatefulSet.class)
                .map(
                    of ->
                        new Workload(
                            of.getMetadata().getName(),
                            of.getSpec().getTemplate(),
                            Optional.of(of.getSpec().getSelector()),
                            of.getSpec().getReplicas())),
            manifests.all(FlinkDeployment.class).flatMap(Workload::ofFlink))
        .flatMap(each -> each)
        .toList();
  }

  private static Stream<Workload> ofFlink(FlinkDeployment deployment) {
    String name = deployment.getMetadata().getName();
    FlinkDeploymentSpec spec = deployment.getSpec();
    return Stream.of(
        ofFlink(
            name + " jobmanager",
            spec,
            spec.getJobManager().getPodTemplate(),
            spec.getJobManager().getResource(),
            spec.getJobManager().getReplicas(),
            8081),
        ofFlink(
            name + " taskmanager",
            spec,
            spec.getTaskManager().getPodTemplate(),
            spec.getTaskManager().getResource(),
            spec.getJob().getParallelism(),
            6122));
  }

  private static Workload ofFlink(
      String name,
      FlinkDeploymentSpec spec,
      PodTemplateSpec own,
      Resource resource,
      int replicas,
      int port) {
    PodTemplateSpec pod =
        JSON.convertValue(
            merged(JSON.valueToTree(spec.getPodTemplate()), JSON.valueToTree(own)),
            PodTemplateSpec.class);
    Container main = pod.getSpec().getContainers().get(0);
    main.setImage(spec.getImage());
    main.setResources(resources(resource));
    main.getPorts().add(new ContainerPort(port, null, null, null, "TCP"));
    pod.getSpec().setServiceAccountName(spec.getServiceAccount());
    return new Workload(name, pod, Optional.empty(), replicas);
  }

  private static ResourceRequirements resources(Resource resource) {
    // Flink makes requests and limits of the one number.
    Map<String, Quantity> both =
        resource == null || resource.getCpu() == null || resource.getMemory() == null
            ? Map.of()
            : Map.of(
                "cpu", new Quantity(resource.getCpu().toString()),
                "memory", new Quantity(resource.getMemory()));
    return new ResourceRequirementsBuilder().withRequests(both).withLimits(both).build();
  }

  /** As the operator merges pod templates: maps by key, lists by place. */
  private static JsonNode merged(JsonNode one, JsonNode other) {
    if (one instanceof ObjectNode map && other instanceof ObjectNode over) {
      over.properties()
          .forEach(
              field ->
                  map.set(
                      field.getKey(),
                      map.has(field.getKey())
                          ? merged(map.get(field.getKey()), field.getValue())
                          : field.getValue()));
      return map;
    }
    if (one instanceof ArrayNode list && other instanceof ArrayNode over) {
      for (int index = 0; index < over.size(); index++) {
        if (index < list.size()) {
          list.set(index, merged(list.get(index), over.get(index)));
        } else {
          list.add(over.get(index));
        }
      }
      return list;
    }
    return other.isNull() ? one : other;
  }

  /** Its one container. */
  Container container() {
    return pod.getSpec().getContainers().get(0);
  }

  /** The labels of its pods. */
  Map<String, String> labels() {
    return pod.getMetadata().getLabels();
  }

  /** The number of the container's port of that name; empty if it has none. */
  Optional<Integer> port(String named) {
    return container().getPorts().stream()
        .filter(port -> named.equals(port.getName()))
        .map(ContainerPort::getContainerPort)
        .findFirst();
  }
}
