package dev.perennial.k8s;

import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.topic.TopicSettings;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The topics are those of the code, kept as it says, and the brokers can hold as many copies. */
final class TopicRules {

  private static final String MIN_IN_SYNC = "min.insync.replicas";

  private final Manifests manifests;
  private final List<String> problems = new ArrayList<>();

  private TopicRules(Manifests manifests) {
    this.manifests = manifests;
  }

  /** What is wrong in an overlay; empty if nothing is. */
  static List<String> problems(Manifests manifests) {
    TopicRules rules = new TopicRules(manifests);
    Arrays.stream(Topic.values()).forEach(rules::isThere);
    rules.isAlike();
    rules.brokers();
    return rules.problems;
  }

  private void require(boolean isTrue, String problem) {
    if (!isTrue) {
      problems.add(problem);
    }
  }

  private Optional<KafkaTopic> find(Topic topic) {
    return manifests
        .all(KafkaTopic.class)
        .filter(of -> of.getMetadata().getName().equals(topic.topicName()))
        .findFirst();
  }

  private void isThere(Topic topic) {
    Optional<KafkaTopic> found = find(topic);
    require(found.isPresent(), "there is no topic " + topic.topicName());
    if (found.isEmpty()) {
      return;
    }
    Map<String, String> config = new HashMap<>();
    found.get().getSpec().getConfig().forEach((key, value) -> config.put(key, value.toString()));
    Map<String, String> wanted = new HashMap<>(topic.config());
    wanted.put(MIN_IN_SYNC, config.getOrDefault(MIN_IN_SYNC, "none"));
    TreeSet<String> keys = new TreeSet<>(config.keySet());
    keys.addAll(wanted.keySet());
    for (String key : keys) {
      require(
          Objects.equals(config.get(key), wanted.get(key)),
          "topic %s has %s %s, and the code says %s"
              .formatted(topic.topicName(), key, config.get(key), wanted.get(key)));
    }
  }

  /**
   * All have the same partitions, so that a stream lies in one; and settings that the code takes.
   */
  private void isAlike() {
    List<TopicSettings> settings =
        Arrays.stream(Topic.values())
            .flatMap(topic -> find(topic).stream())
            .map(TopicRules::settings)
            .distinct()
            .toList();
    require(
        settings.size() == 1,
        "all topics must have equally many partitions and copies: "
            + settings.stream().map(TopicSettings::toString).collect(Collectors.joining(", ")));
  }

  private static TopicSettings settings(KafkaTopic topic) {
    return new TopicSettings(
        topic.getSpec().getPartitions(),
        topic.getSpec().getReplicas().shortValue(),
        Integer.parseInt(topic.getSpec().getConfig().get(MIN_IN_SYNC).toString()));
  }

  private void brokers() {
    int brokers =
        manifests
            .all(KafkaNodePool.class)
            .filter(
                pool ->
                    pool.getSpec().getRoles().stream()
                        .anyMatch(role -> role.toValue().equals("broker")))
            .mapToInt(pool -> pool.getSpec().getReplicas())
            .sum();
    manifests
        .all(KafkaTopic.class)
        .forEach(
            topic ->
                require(
                    topic.getSpec().getReplicas() <= brokers,
                    "topic %s has %d copies on %d brokers"
                        .formatted(
                            topic.getMetadata().getName(),
                            topic.getSpec().getReplicas(),
                            brokers)));
    Map<String, Object> config =
        manifests.one(Kafka.class, "perennial").getSpec().getKafka().getConfig();
    for (String key :
        List.of(
            "default.replication.factor",
            "offsets.topic.replication.factor",
            "transaction.state.log.replication.factor")) {
      require(
          ((Number) config.getOrDefault(key, 0)).intValue() == Math.min(3, brokers),
          "%s is %s on %d brokers".formatted(key, config.get(key), brokers));
    }
    require(
        Boolean.FALSE.equals(config.get("auto.create.topics.enable")),
        "a topic whose name is misspelt must not come into being");
  }
}
