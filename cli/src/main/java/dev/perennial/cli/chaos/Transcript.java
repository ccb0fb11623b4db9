package dev.perennial.cli.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.cli.pipeline.Received;
import dev.perennial.cli.pipeline.RecordJson;
import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.learner.snapshot.SnapshotRoot;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Sha256;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Everything that stands committed on the topics of one run, each record under what names it, and
 * what its folds kept in the end. Of each only a fingerprint is held.
 *
 * <p>Left out is what says where something lies and not what it is: a snapshot's path, in whose
 * place stands what the file holds, and the offset of a sample, which counts the marks that
 * transactions leave in the log.
 */
final class Transcript {

  /** The fields that name a record within its topic and key. */
  private static final Map<Topic, List<String>> NAMES = names();

  /** The fields that say where something lies. */
  private static final List<String> PLACES = List.of("uri", "afterOffset", "offset", "recordTime");

  /** What a run that differs in nothing but time may say more or less often. */
  private static final Set<Topic> REPEATING = EnumSet.of(Topic.METRICS);

  private final Map<Topic, Map<String, List<String>>> records = new EnumMap<>(Topic.class);
  private final Map<String, String> lastMetrics = new TreeMap<>();
  private final Map<String, String> state = new TreeMap<>();
  private final SnapshotRoot snapshots;

  /** Of a run that writes its snapshots there; no file elsewhere is opened. */
  Transcript(SnapshotRoot snapshots) {
    this.snapshots = snapshots;
  }

  private static Map<Topic, List<String>> names() {
    Map<Topic, List<String>> names = new EnumMap<>(Topic.class);
    names.put(Topic.SAMPLES, List.of("id"));
    names.put(Topic.LABELS, List.of());
    names.put(Topic.CONTROL, List.of("id"));
    names.put(Topic.EXPERIENCES, List.of("sequence"));
    names.put(Topic.PREDICTIONS, List.of("sequence"));
    names.put(Topic.SCORES, List.of("evaluation", "task"));
    names.put(Topic.STEPS, List.of("version"));
    names.put(Topic.MODELS, List.of("version", "command"));
    names.put(Topic.REJECTS, List.of("topic", "reason", "value"));
    names.put(Topic.METRICS, List.of("name", "task", "n", "version", "evaluation"));
    names.put(Topic.AUDITS, List.of("command", "sequence"));
    names.put(Topic.RANKINGS, List.of("sequence"));
    names.put(Topic.ALERTS, List.of("rule", "state", "sequence"));
    return names;
  }

  /**
   * What two runs of the same stream come to.
   *
   * @param compared records of the first
   * @param lost records that the first has more often
   * @param duplicated records that the second has more often, or alone
   * @param differing records that both have and that are not equal
   * @param examples some of what was found, in words
   */
  record Difference(
      long compared, long lost, long duplicated, long differing, List<String> examples) {}

  /**
   * Reads every topic of a cluster.
   *
   * @throws IllegalArgumentException if a manifest points out of the cluster's snapshots
   */
  static Transcript of(KafkaSettings kafka, Registry registry, SnapshotRoot snapshots) {
    Transcript transcript = new Transcript(snapshots);
    for (Topic topic : NAMES.keySet()) {
      transcript.read(topic, topic.type(), kafka, registry);
    }
    return transcript;
  }

  private <T extends SpecificRecord> void read(
      Topic topic, Class<T> type, KafkaSettings kafka, Registry registry) {
    try (TopicReader<T> reader = TopicReader.fromBeginning(topic, type, kafka, registry)) {
      reader.forEachUntilEnd(received -> add(topic, received));
    }
  }

  /** Notes a record of a topic. */
  void add(Topic topic, Received<? extends SpecificRecord> received) {
    ObjectNode content = RecordJson.of(received.orThrow());
    PLACES.forEach(content::remove);
    if (content.path("body") instanceof ObjectNode body) {
      PLACES.forEach(body::remove);
    }
    if (received.orThrow() instanceof ModelManifest manifest) {
      content.put("file", fileSha256(manifest.getUri()));
    }
    String name =
        received.key().orElse("")
            + NAMES.getOrDefault(topic, List.of()).stream()
                .map(field -> " " + field + "=" + content.path(field))
                .collect(Collectors.joining());
    String text = Sha256.hex(content.toString().getBytes(StandardCharsets.UTF_8));
    records
        .computeIfAbsent(topic, key -> new LinkedHashMap<>())
        .computeIfAbsent(name, key -> new ArrayList<>())
        .add(text);
    if (received.orThrow() instanceof Metric metric) {
      lastMetrics.put(
          "%s/%s %s %s"
              .formatted(
                  metric.getStream(), metric.getLearner(), metric.getName(), content.path("task")),
          text);
    }
  }

  /**
   * Notes what the folds kept in the end.
   *
   * @param values the SHA-256 of each, by stream, learner and name
   */
  void addState(Map<String, String> values) {
    state.putAll(values);
  }

  /** What the file of a snapshot really holds. */
  private String fileSha256(String uri) {
    try {
      return Sha256.hex(Files.readAllBytes(snapshots.file(uri)));
    } catch (IOException e) {
      return "cannot be read";
    }
  }

  /** Compares with a run that was disturbed. */
  Difference against(Transcript disturbed) {
    Comparison comparison = new Comparison();
    for (Topic topic : NAMES.keySet()) {
      Map<String, List<String>> expected = records.getOrDefault(topic, Map.of());
      Map<String, List<String>> actual = disturbed.records.getOrDefault(topic, Map.of());
      for (String name : union(expected, actual)) {
        List<String> calm = expected.getOrDefault(name, List.of());
        List<String> struck = actual.getOrDefault(name, List.of());
        if (REPEATING.contains(topic)) {
          comparison.repeating(topic, name, calm, struck);
        } else {
          comparison.exact(topic, name, calm, struck);
        }
      }
    }
    for (String metric : union(lastMetrics, disturbed.lastMetrics)) {
      comparison.last(metric, lastMetrics.get(metric), disturbed.lastMetrics.get(metric));
    }
    for (String name : union(state, disturbed.state)) {
      comparison.last("kept " + name, state.get(name), disturbed.state.get(name));
    }
    return comparison.difference();
  }

  private static Set<String> union(Map<String, ?> one, Map<String, ?> other) {
    Set<String> names = new LinkedHashSet<>(one.keySet());
    names.addAll(other.keySet());
    return names;
  }

  /** Counts. */
  private static final class Comparison {

    private long compared;
    private long lost;
    private long duplicated;
    private long differing;
    private final List<String> examples = new ArrayList<>();

    /** The same texts, each as often. */
    void exact(Topic topic, String name, List<String> calm, List<String> struck) {
      compared += calm.size();
      List<String> unmatched = new ArrayList<>(struck);
      long missing = calm.stream().filter(text -> !unmatched.remove(text)).count();
      long replaced = Math.min(missing, unmatched.size());
      differing += note(replaced, "differs", topic, name);
      lost += note(missing - replaced, "lost", topic, name);
      duplicated +=
          note(unmatched.size() - replaced, "only or again in the struck run", topic, name);
    }

    /** The same text wherever both say something, however often. */
    void repeating(Topic topic, String name, List<String> calm, List<String> struck) {
      compared += calm.isEmpty() ? 0 : 1;
      Set<String> texts = new HashSet<>(calm);
      texts.addAll(struck);
      differing += note(texts.size() > 1 ? 1 : 0, "differs", topic, name);
    }

    /** The same last value. */
    void last(String metric, @Nullable String calm, @Nullable String struck) {
      compared++;
      if (calm == null || !calm.equals(struck)) {
        differing++;
        examples.add("ends otherwise: " + metric);
      }
    }

    private long note(long count, String what, Topic topic, String name) {
      if (count > 0) {
        examples.add("%s, %s: %s".formatted(topic.topicName(), what, name));
      }
      return count;
    }

    Difference difference() {
      return new Difference(
          compared, lost, duplicated, differing, examples.stream().limit(10).toList());
    }
  }
}
