package dev.perennial.cli.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.cli.pipeline.Received;
import dev.perennial.cli.pipeline.RecordJson;
import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * Everything that stands committed on the topics of one run, each record under what names it.
 *
 * <p>Left out is what says where something lies and not what it is: a snapshot's path, and the
 * offset of a sample, which counts the marks that transactions leave in the log.
 */
final class Transcript {

  /** The fields that name a record within its topic and key. */
  private static final Map<Topic, List<String>> NAMES = names();

  /** The fields that say where something lies. */
  private static final List<String> PLACES = List.of("uri", "afterOffset", "offset", "recordTime");

  /** What a run that differs in nothing but time may say more or less often. */
  private static final Set<Topic> REPEATING = EnumSet.of(Topic.METRICS);

  private final Map<Topic, Map<String, String>> records = new EnumMap<>(Topic.class);
  private final Map<String, String> lastMetrics = new TreeMap<>();
  private long repeated;

  private static Map<Topic, List<String>> names() {
    Map<Topic, List<String>> names = new EnumMap<>(Topic.class);
    names.put(Topic.SAMPLES, List.of("id"));
    names.put(Topic.CONTROL, List.of("id"));
    names.put(Topic.EXPERIENCES, List.of("sequence"));
    names.put(Topic.PREDICTIONS, List.of("sequence"));
    names.put(Topic.SCORES, List.of("evaluation", "task"));
    names.put(Topic.STEPS, List.of("version"));
    names.put(Topic.MODELS, List.of("version", "command"));
    names.put(Topic.REJECTS, List.of("topic", "reason", "detail"));
    names.put(Topic.METRICS, List.of("name", "task", "n", "version", "evaluation"));
    return names;
  }

  /**
   * What two runs of the same stream come to.
   *
   * @param compared records of the first
   * @param lost records that only the first has
   * @param duplicated records that the second has more often
   * @param differing records that both have and that are not equal
   * @param examples some of what was found, in words
   */
  record Difference(
      long compared, long lost, long duplicated, long differing, List<String> examples) {}

  /** Reads every topic of a cluster. */
  static Transcript of(KafkaSettings kafka, Registry registry) {
    Transcript transcript = new Transcript();
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
    String name =
        received.key().orElse("")
            + NAMES.getOrDefault(topic, List.of()).stream()
                .map(field -> " " + field + "=" + content.path(field))
                .collect(Collectors.joining());
    String text = content.toString();
    String before =
        records.computeIfAbsent(topic, key -> new LinkedHashMap<>()).putIfAbsent(name, text);
    if (before != null && !REPEATING.contains(topic)) {
      repeated++;
    }
    if (received.orThrow() instanceof Metric metric) {
      lastMetrics.put(
          "%s/%s %s %s"
              .formatted(
                  metric.getStream(), metric.getLearner(), metric.getName(), content.path("task")),
          text);
    }
  }

  /** Compares with a run that was disturbed. */
  Difference against(Transcript disturbed) {
    long compared = 0;
    long lost = 0;
    long differing = 0;
    long added = 0;
    Stream.Builder<String> examples = Stream.builder();
    for (Topic topic : records.keySet()) {
      Map<String, String> expected = records.getOrDefault(topic, Map.of());
      Map<String, String> actual = new HashMap<>(disturbed.records.getOrDefault(topic, Map.of()));
      for (Map.Entry<String, String> record : expected.entrySet()) {
        compared++;
        String text = actual.remove(record.getKey());
        if (text == null && !REPEATING.contains(topic)) {
          lost++;
          examples.add("lost from %s: %s".formatted(topic.topicName(), record.getKey()));
        } else if (text != null && !text.equals(record.getValue())) {
          differing++;
          examples.add("differs on %s: %s".formatted(topic.topicName(), record.getKey()));
        }
      }
      if (!REPEATING.contains(topic)) {
        added += actual.size();
        actual.keySet().stream()
            .limit(1)
            .forEach(name -> examples.add("only on %s: %s".formatted(topic.topicName(), name)));
      }
    }
    for (Map.Entry<String, String> metric : lastMetrics.entrySet()) {
      compared++;
      if (!metric.getValue().equals(disturbed.lastMetrics.get(metric.getKey()))) {
        differing++;
        examples.add("ends otherwise: " + metric.getKey());
      }
    }
    return new Difference(
        compared, lost, added + disturbed.repeated, differing, examples.build().limit(10).toList());
  }
}
