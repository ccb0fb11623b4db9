package dev.perennial.k8s;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.topology.EvaluatorTopology;
import dev.perennial.evaluator.topology.FoldSettings;
import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.topology.IngestTopology;
import dev.perennial.ingest.topology.RejectLog;
import dev.perennial.learner.job.JobSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;

/**
 * What each application needs on Kafka: of the two topologies as they describe themselves, of all
 * else by hand, with the class that needs it. A right is a line, for example {@code Read topic
 * samples}; a name that ends in {@code *} is a prefix.
 */
final class Rights {

  private static final List<Topic> INPUT = List.of(Topic.SAMPLES, Topic.LABELS, Topic.CONTROL);

  private final SortedSet<String> lines = new TreeSet<>();

  private Rights() {}

  /** Those of a user. */
  static SortedSet<String> of(String user) {
    return switch (user) {
      case "perennial-ingest" -> ingest();
      case "perennial-learner" -> learner();
      case "perennial-evaluator" -> evaluator();
      // Outbox.
      case "perennial-gateway" -> new Rights().topics("Write", INPUT).lines;
      // SamplePublisher, Published and Publication's transactions.
      case "perennial-publisher" ->
          new Rights()
              .topics("Read", INPUT)
              .topics("Write", INPUT)
              .line("Write transactionalId perennial-publish-*")
              .lines;
      // TopicReader, SamplePublisher for commands, Rejected for records that were put right.
      case "perennial-cli" ->
          new Rights().topics("Read", List.of(Topic.values())).topics("Write", INPUT).lines;
      case "perennial-registry" ->
          new Rights()
              .names("Read", "kafkasql-journal", "kafkasql-snapshots", "registry-events")
              .names("Write", "kafkasql-journal", "kafkasql-snapshots", "registry-events")
              .line("Read group apicurio-*")
              .lines;
      default -> throw new IllegalArgumentException("nobody needs user " + user);
    };
  }

  private static SortedSet<String> ingest() {
    String application = IngestSettings.DEFAULTS.applicationId();
    try (Registry registry = Registry.at(RegistrySettings.at("mock://rights"))) {
      return new Rights()
          .topology(IngestTopology.of(IngestSettings.DEFAULTS, registry, new RejectLog()))
          .streams(application)
          .lines;
    }
  }

  private static SortedSet<String> evaluator() {
    String application = EvaluatorSettings.DEFAULTS.applicationId();
    String job = JobSettings.DEFAULTS.name();
    // With a rule, since alerts are folded only where there is one.
    FoldSettings settings =
        SettingsFile.parse(
                "evaluator: {alerts: {forgets: {metric: forgetting, above: 0.3}}}", name -> null)
            .section("evaluator", EvaluatorSettings.class, EvaluatorSettings.DEFAULTS)
            .fold();
    try (Registry registry = Registry.at(RegistrySettings.at("mock://rights"))) {
      return new Rights()
          .topology(EvaluatorTopology.of(settings, registry, new Board()))
          .streams(application)
          // ChronicleReader.
          .topics(
              "Read",
              List.of(
                  Topic.METRICS,
                  Topic.SCORES,
                  Topic.MODELS,
                  Topic.ALERTS,
                  Topic.RANKINGS,
                  Topic.STEPS))
          // LagWatch and its Peek.
          .topics("Read", List.of(Topic.EXPERIENCES))
          .line("Describe group " + job)
          .line("Describe group " + job + "-*")
          .lines;
    }
  }

  private static SortedSet<String> learner() {
    String job = JobSettings.DEFAULTS.name();
    List<Topic> results =
        List.of(
            Topic.PREDICTIONS,
            Topic.STEPS,
            Topic.SCORES,
            Topic.MODELS,
            Topic.AUDITS,
            Topic.REJECTS);
    return new Rights()
        .topics("Read", List.of(Topic.EXPERIENCES))
        // EncodedResults writes, Committed reads.
        .topics("Write", results)
        .topics("Read", results)
        // Of the shared reader, and of others that LearnerSettings.reader names.
        .line("Read group " + job)
        .line("Read group " + job + "-*")
        .line("Write transactionalId " + job + "-*")
        .lines;
  }

  private Rights line(String right) {
    lines.add(right);
    return this;
  }

  private Rights names(String operation, String... names) {
    Arrays.stream(names).forEach(name -> line(operation + " topic " + name));
    return this;
  }

  private Rights topics(String operation, List<Topic> topics) {
    return names(operation, topics.stream().map(Topic::topicName).toArray(String[]::new));
  }

  private Rights topology(Topology topology) {
    topology.describe().subtopologies().stream()
        .flatMap(of -> of.nodes().stream())
        .forEach(
            node -> {
              if (node instanceof Source source) {
                names("Read", source.topicSet().toArray(String[]::new));
              } else if (node instanceof Sink sink) {
                names("Write", sink.topic());
              }
            });
    return this;
  }

  /** What Kafka Streams needs beside: its group, its changelogs, its transactions. */
  private Rights streams(String application) {
    Stream.of("Create", "Read", "Write")
        .forEach(operation -> line(operation + " topic " + application + "-*"));
    return line("Read group " + application).line("Write transactionalId " + application + "-*");
  }
}
