package dev.perennial.cli;

import dev.perennial.schemas.admin.Topics;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.topic.TopicSettings;
import dev.perennial.schemas.wire.Registry;
import java.io.PrintWriter;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial topics create|list}. */
@Command(
    name = "topics",
    description = "Create or list the topics.",
    synopsisSubcommandLabel = "create|list")
final class TopicsCommand {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "create",
      description = "Create the topics that do not exist and register every schema.")
  void create(
      @Mixin ClusterOptions cluster,
      @Option(
              names = "--partitions",
              paramLabel = "N",
              defaultValue = "4",
              description =
                  "of every topic: the most streams worked on side by side (${DEFAULT-VALUE})")
          int partitions,
      @Option(
              names = "--replication-factor",
              paramLabel = "N",
              defaultValue = "1",
              description = "copies of each partition (${DEFAULT-VALUE})")
          short replicationFactor,
      @Option(
              names = "--min-in-sync-replicas",
              paramLabel = "N",
              defaultValue = "1",
              description =
                  "copies that must have a record before it counts as written (${DEFAULT-VALUE})")
          int minInSyncReplicas) {
    TopicSettings settings = new TopicSettings(partitions, replicationFactor, minInSyncReplicas);
    try (Admin admin = Admin.create(cluster.reachedKafka().toProperties());
        Registry registry = Registry.at(cluster.registry())) {
      List<Topic> created = new Topics(admin, registry).create(settings);
      PrintWriter out = spec.commandLine().getOut();
      created.forEach(topic -> out.println("created " + topic.topicName()));
      out.printf(
          "%d created, %d existed%n", created.size(), Topic.values().length - created.size());
    }
  }

  @Command(name = "list", description = "List the topics that exist, with their partitions.")
  void list(@Mixin ClusterOptions cluster) {
    try (Admin admin = Admin.create(cluster.reachedKafka().toProperties());
        Registry registry = Registry.at(cluster.registry())) {
      PrintWriter out = spec.commandLine().getOut();
      new Topics(admin, registry)
          .list()
          .forEach((topic, count) -> out.printf("%-12s %d%n", topic.topicName(), count));
    }
  }
}
