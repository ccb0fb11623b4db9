package dev.perennial.k8s;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.util.List;
import java.util.Map;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;

/**
 * The types that objects of Kubernetes and of its operators are loaded into, strictly.
 *
 * <p>Most of these types keep fields they do not know in a map, some ignore them, and some turn a
 * value they do not know into none. Here the first two are errors, with the field's path; and what
 * was loaded is written again and must say all that was read, which finds the third.
 */
final class StrictModels {

  private static final Map<String, Class<? extends HasMetadata>> TYPES =
      Map.ofEntries(
          Map.entry("v1 Namespace", Namespace.class),
          Map.entry("v1 Service", Service.class),
          Map.entry("v1 ServiceAccount", ServiceAccount.class),
          Map.entry("v1 ConfigMap", ConfigMap.class),
          Map.entry("v1 PersistentVolumeClaim", PersistentVolumeClaim.class),
          Map.entry("apps/v1 Deployment", Deployment.class),
          Map.entry("apps/v1 StatefulSet", StatefulSet.class),
          Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
          Map.entry("rbac.authorization.k8s.io/v1 Role", Role.class),
          Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding.class),
          Map.entry("kafka.strimzi.io/v1 Kafka", Kafka.class),
          Map.entry("kafka.strimzi.io/v1 KafkaNodePool", KafkaNodePool.class),
          Map.entry("kafka.strimzi.io/v1 KafkaTopic", KafkaTopic.class),
          Map.entry("kafka.strimzi.io/v1 KafkaUser", KafkaUser.class),
          Map.entry("flink.apache.org/v1beta1 FlinkDeployment", FlinkDeployment.class),
          Map.entry("monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class),
          Map.entry("monitoring.coreos.com/v1 PodMonitor", PodMonitor.class),
          Map.entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class));

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .annotationIntrospector(new NothingUnknown())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private StrictModels() {}

  /** Takes back what types say of fields they do not know, and of defaults they do not write. */
  private static final class NothingUnknown extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }

    @Override
    public JsonIgnoreProperties.Value findPropertyIgnoralByName(
        MapperConfig<?> config, Annotated annotated) {
      return super.findPropertyIgnoralByName(config, annotated).withoutIgnoreUnknown();
    }

    @Override
    public JsonInclude.Value findPropertyInclusion(Annotated annotated) {
      return JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS);
    }
  }

  /** The kinds there are, as {@code apiVersion kind}. */
  static List<String> kinds() {
    return TYPES.keySet().stream().sorted().toList();
  }

  /**
   * Loads an object.
   *
   * @throws IllegalArgumentException if there is no type for it, or the type does not know a field
   *     or a value
   */
  static HasMetadata load(JsonNode object) {
    String kind = object.path("apiVersion").asText() + " " + object.path("kind").asText();
    String name = object.path("kind").asText() + " " + object.at("/metadata/name").asText();
    Class<? extends HasMetadata> type = TYPES.get(kind);
    if (type == null) {
      throw new IllegalArgumentException(name + ": there is no type for " + kind);
    }
    HasMetadata loaded;
    try {
      loaded = MAPPER.treeToValue(known(object), type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
    requireSame(name, known(object), MAPPER.valueToTree(loaded));
    return loaded;
  }

  /**
   * What the type must know of an object. Not its version: Strimzi's types name an older one. Nor
   * that of Flink: the operator's types are older than it, and {@link FlinkRules} looks at it.
   */
  private static JsonNode known(JsonNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove("apiVersion");
    if (object.path("kind").asText().equals("FlinkDeployment")) {
      copy.withObject("/spec").remove("flinkVersion");
    }
    return copy;
  }

  private static void requireSame(String path, JsonNode read, JsonNode written) {
    if (read.isObject()) {
      read.properties()
          .forEach(
              field ->
                  requireSame(
                      path + "." + field.getKey(), field.getValue(), written.path(field.getKey())));
    } else if (read.isArray() && read.size() == written.size()) {
      for (int index = 0; index < read.size(); index++) {
        requireSame(path + "[" + index + "]", read.get(index), written.get(index));
      }
    } else if (!isSame(read, written)) {
      throw new IllegalArgumentException(
          "%s is not understood: %s is read as %s".formatted(path, read, written));
    }
  }

  private static boolean isSame(JsonNode read, JsonNode written) {
    return read.isNumber() && written.isNumber()
        ? read.decimalValue().compareTo(written.decimalValue()) == 0
        : read.equals(written);
  }
}
