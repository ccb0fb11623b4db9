package dev.perennial.schemas.admin;

import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.topic.TopicSettings;
import dev.perennial.schemas.wire.Registry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates and lists the topics on a broker. Not thread-safe; does not own what it is given. */
public final class Topics {

  private final Admin admin;
  private final Registry registry;

  /** Works through {@code admin} and {@code registry}, which the caller closes. */
  public Topics(Admin admin, Registry registry) {
    this.admin = admin;
    this.registry = registry;
  }

  /**
   * Creates what is missing where settings say, through clients of its own.
   *
   * @param settings sections {@code kafka}, {@code registry} and {@code topics}
   * @throws KafkaException as {@link #create(TopicSettings)}
   */
  public static void create(SettingsFile settings) {
    try (Admin admin = Admin.create(settings.kafka().toProperties());
        Registry registry = Registry.at(settings.registry())) {
      new Topics(admin, registry)
          .create(settings.section("topics", TopicSettings.class, TopicSettings.DEFAULTS));
    }
  }

  /**
   * Creates the topics that do not exist and registers every schema under its subject with BACKWARD
   * compatibility.
   *
   * @return the topics that were created, in flow order; empty if all existed
   * @throws KafkaException if the broker refuses, with the topic's name
   */
  public List<Topic> create(TopicSettings settings) {
    Map<Topic, NewTopic> wanted = new LinkedHashMap<>();
    for (Topic topic : Topic.values()) {
      Map<String, String> config = new LinkedHashMap<>(topic.config());
      config.put(
          TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(settings.minInSyncReplicas()));
      wanted.put(
          topic,
          new NewTopic(topic.topicName(), settings.partitions(), settings.replicationFactor())
              .configs(config));
    }
    List<Topic> created = new ArrayList<>();
    admin
        .createTopics(wanted.values())
        .values()
        .forEach(
            (name, result) -> {
              if (isCreated(name, result)) {
                created.add(Topic.named(name).orElseThrow());
              }
            });
    Collections.sort(created);
    for (Topic topic : Topic.values()) {
      registry.register(topic.subject(), topic.schema());
    }
    return List.copyOf(created);
  }

  private static boolean isCreated(String name, KafkaFuture<Void> result) {
    try {
      result.get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw new KafkaException("topic " + name + " was not created", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while creating topic " + name, e);
    }
  }

  /**
   * The number of partitions of each topic that exists, in flow order.
   *
   * @throws KafkaException if the broker does not answer
   */
  public Map<Topic, Integer> list() {
    try {
      Set<String> existing = admin.listTopics().names().get();
      List<String> ours =
          Arrays.stream(Topic.values())
              .map(Topic::topicName)
              .filter(existing::contains)
              .collect(Collectors.toList());
      Map<String, TopicDescription> described = admin.describeTopics(ours).allTopicNames().get();
      Map<Topic, Integer> partitions = new LinkedHashMap<>();
      for (Topic topic : Topic.values()) {
        TopicDescription description = described.get(topic.topicName());
        if (description != null) {
          partitions.put(topic, description.partitions().size());
        }
      }
      return partitions;
    } catch (ExecutionException e) {
      throw new KafkaException("the broker did not list its topics", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while listing topics", e);
    }
  }
}
