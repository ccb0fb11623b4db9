package dev.perennial.cli.pipeline;

import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.WireFormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Counts, by what stands committed on the topics, whether every published sample was predicted and
 * learned exactly once.
 */
final class Audit {

  private final String stream;
  private final KafkaSettings kafka;
  private final Registry registry;
  private final Map<String, Deliveries> byLearner = new HashMap<>();
  private final List<String> rejectedIds = new ArrayList<>();
  private long refused;
  private @Nullable String firstRefusal;

  /** Compares what was published as training samples with what each learner did with it. */
  Audit(
      String stream,
      List<String> learners,
      Fingerprints published,
      KafkaSettings kafka,
      Registry registry) {
    this.stream = stream;
    this.kafka = kafka;
    this.registry = registry;
    learners.forEach(learner -> byLearner.put(learner, new Deliveries(published)));
  }

  /** Excuses the samples that ingest put to the hold-out set. */
  void excuseHoldout() {
    forEach(
        Topic.EXPERIENCES,
        Experience.class,
        experience -> {
          if (experience.getStream().equals(stream)
              && experience.getBody() instanceof Example example
              && example.getRole() == Role.HOLDOUT) {
            byLearner.values().forEach(deliveries -> deliveries.excused(example.getId()));
          }
        });
  }

  /**
   * Compares what was published as hold-out samples, and not excused as rejected before, with what
   * stands in the log.
   *
   * @param holdout what was published
   */
  Deliveries.Count countHoldout(Fingerprints holdout) {
    Deliveries deliveries = new Deliveries(holdout);
    rejectedIds.forEach(deliveries::excused);
    forEach(
        Topic.EXPERIENCES,
        Experience.class,
        experience -> {
          if (experience.getStream().equals(stream)
              && experience.getBody() instanceof Example example
              && example.getRole() == Role.HOLDOUT) {
            deliveries.predicted(example.getId(), experience.getSequence());
            deliveries.learned(experience.getSequence());
          }
        });
    return deliveries.count();
  }

  /** Excuses the samples that ingest rejected, and counts what learners did; how many it did. */
  long excuseRejected() {
    RecordDecoder<Sample> samples = RecordDecoder.of(Topic.SAMPLES, Sample.class, registry);
    List<Reject> rejects = new ArrayList<>();
    forEach(
        Topic.REJECTS,
        Reject.class,
        reject -> {
          if (reject.getTopic().equals(Topic.SAMPLES.topicName())) {
            rejects.add(reject);
          } else if (reject.getTopic().equals(Topic.EXPERIENCES.topicName())) {
            refused++;
            firstRefusal =
                firstRefusal == null
                    ? "%s: %s".formatted(reject.getReason(), reject.getDetail())
                    : firstRefusal;
          }
        });
    for (Reject reject : rejects) {
      if (reject.getValue() != null) {
        byte[] bytes = new byte[reject.getValue().remaining()];
        reject.getValue().duplicate().get(bytes);
        try {
          Sample sample = samples.decode(bytes);
          if (sample.getStream().equals(stream)) {
            rejectedIds.add(sample.getId());
            byLearner.values().forEach(deliveries -> deliveries.excused(sample.getId()));
          }
        } catch (WireFormatException e) {
          // Bytes that are no sample have no id; we did not publish them.
        }
      }
    }
    return rejects.size();
  }

  /** What learners refused, once {@link #excuseRejected} has read it. */
  Optional<Outcome.Refusals> refusals() {
    return Optional.ofNullable(firstRefusal).map(first -> new Outcome.Refusals(refused, first));
  }

  /** Reads predictions and steps, and compares. */
  Map<String, Deliveries.Count> count() {
    forEach(
        Topic.PREDICTIONS,
        Prediction.class,
        prediction -> {
          Deliveries deliveries = byLearner.get(prediction.getLearner());
          if (deliveries != null && prediction.getStream().equals(stream)) {
            deliveries.predicted(prediction.getId(), prediction.getSequence());
          }
        });
    forEach(
        Topic.STEPS,
        StepReport.class,
        step -> {
          Deliveries deliveries = byLearner.get(step.getLearner());
          if (deliveries != null && step.getStream().equals(stream)) {
            step.getSequences().forEach(deliveries::learned);
          }
        });
    Map<String, Deliveries.Count> counts = new HashMap<>();
    byLearner.forEach((learner, deliveries) -> counts.put(learner, deliveries.count()));
    return counts;
  }

  private <T extends SpecificRecord> void forEach(
      Topic topic, Class<T> type, Consumer<T> consumer) {
    try (TopicReader<T> reader = TopicReader.fromBeginning(topic, type, kafka, registry)) {
      // Bytes that are no record are nobody's of ours.
      reader.forEachUntilEnd(received -> received.value().ifPresent(consumer));
    }
  }
}
