package dev.perennial.cli.pipeline;

import dev.perennial.schemas.Metric;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Follows the models and metrics of one stream: which snapshot a command caused, how far each
 * learner has been measured. Keeps what is measured per evaluation, and of the rest the newest.
 * Owned by one thread.
 */
public final class Measurements implements AutoCloseable {

  private static final String AVERAGE_ACCURACY = "average-accuracy";
  private static final String PREQUENTIAL_ACCURACY = "prequential-accuracy";
  private static final String TASK_ACCURACY = "task-accuracy";

  private final String stream;
  private final TopicReader<ModelManifest> models;
  private final TopicReader<Metric> metrics;
  private final Map<String, Map<String, ModelManifest>> manifests = new HashMap<>();
  private final Map<String, Long> answers = new HashMap<>();
  private final Map<String, TreeMap<Long, Evaluated>> evaluations = new HashMap<>();
  private long received;

  /** Reads both topics from the beginning. */
  public Measurements(String stream, KafkaSettings kafka, Registry registry) {
    this.stream = stream;
    this.models = TopicReader.fromBeginning(Topic.MODELS, ModelManifest.class, kafka, registry);
    this.metrics = TopicReader.fromBeginning(Topic.METRICS, Metric.class, kafka, registry);
  }

  /** Takes in what is new, waiting for it at most so long. */
  public void poll(Duration wait) {
    for (Received<Metric> found : metrics.poll(wait)) {
      found.value().filter(metric -> metric.getStream().equals(stream)).ifPresent(this::accept);
    }
    for (Received<ModelManifest> found : models.poll(Duration.ZERO)) {
      found.value().filter(manifest -> manifest.getStream().equals(stream)).ifPresent(this::accept);
    }
  }

  private void accept(ModelManifest manifest) {
    if (manifest.getCommand() != null) {
      received++;
      manifests
          .computeIfAbsent(manifest.getLearner(), learner -> new HashMap<>())
          .put(manifest.getCommand(), manifest);
    }
  }

  private void accept(Metric metric) {
    received++;
    String learner = metric.getLearner();
    Long evaluation = metric.getEvaluation();
    if (evaluation != null) {
      Evaluated evaluated =
          evaluations
              .computeIfAbsent(learner, name -> new TreeMap<>())
              .computeIfAbsent(evaluation, number -> new Evaluated(number, metric.getVersion()));
      if (metric.getName().equals(AVERAGE_ACCURACY)) {
        evaluated.complete(metric.getValue());
      } else if (metric.getName().equals(TASK_ACCURACY)
          && metric.getTask() != null
          && metric.getValue() != null) {
        evaluated.task(metric.getTask().getIndex(), metric.getValue());
      }
    } else if (metric.getName().equals(PREQUENTIAL_ACCURACY)) {
      answers.put(learner, metric.getN());
    }
  }

  /** How many records were taken in: a run that stands still does not change it. */
  public long received() {
    return received;
  }

  /** The snapshot that a command caused, once it is announced. */
  public Optional<ModelManifest> manifest(String learner, String command) {
    return Optional.ofNullable(manifests.getOrDefault(learner, Map.of()).get(command));
  }

  /**
   * Whether the snapshot a command caused is announced and its evaluation, if there is one,
   * measured: without hold-out samples there is none.
   */
  public boolean isMeasured(String learner, String command) {
    return manifest(learner, command)
        .map(
            manifest ->
                manifest.getEvaluation() == null || isComplete(learner, manifest.getEvaluation()))
        .orElse(false);
  }

  private boolean isComplete(String learner, long evaluation) {
    TreeMap<Long, Evaluated> known = evaluations.get(learner);
    return known != null
        && known.tailMap(evaluation, true).values().stream().anyMatch(Evaluated::isComplete);
  }

  /** How many labelled predictions of a learner are in its metrics. */
  public long answers(String learner) {
    return answers.getOrDefault(learner, 0L);
  }

  /** A learner's complete evaluations so far, oldest first. */
  public List<CurvePoint> curve(String learner) {
    List<CurvePoint> points = new ArrayList<>();
    for (Evaluated evaluated : evaluations.getOrDefault(learner, new TreeMap<>()).values()) {
      if (evaluated.isComplete()) {
        points.add(evaluated.point());
      }
    }
    return points;
  }

  @Override
  public void close() {
    models.close();
    metrics.close();
  }
}
