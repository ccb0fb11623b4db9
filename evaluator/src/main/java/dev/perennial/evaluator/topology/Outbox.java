package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.Task;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Publishes metrics. Owned by the thread of its task. */
final class Outbox {

  private final ProcessorContext<Object, SpecificRecord> context;
  private final String metricsSink;

  Outbox(ProcessorContext<Object, SpecificRecord> context, String metricsSink) {
    this.context = context;
    this.metricsSink = metricsSink;
  }

  /** Publishes a metric of predictions or steps: of the log up to a place. */
  void ofLog(LearnerKey learner, String name, Measured measured, Place place) {
    publish(learner, name, null, measured, place, null);
  }

  /** Publishes a metric of all tasks, as of an evaluation. */
  void ofScores(LearnerKey learner, String name, Measured measured, Place place, long evaluation) {
    publish(learner, name, null, measured, place, evaluation);
  }

  /** Publishes the accuracy on one task, as of an evaluation. */
  void ofTask(LearnerKey learner, Task task, Measured accuracy, Place place, long evaluation) {
    publish(learner, Metrics.TASK_ACCURACY, task, accuracy, place, evaluation);
  }

  private void publish(
      LearnerKey learner,
      String name,
      @Nullable Task task,
      Measured measured,
      Place place,
      @Nullable Long evaluation) {
    Metric metric =
        new Metric(
            learner.stream(),
            learner.learner(),
            name,
            task,
            measured.value().isPresent() ? measured.value().getAsDouble() : null,
            measured.absence().orElse(null),
            measured.n(),
            place.version(),
            place.sequence(),
            place.eventTime(),
            evaluation);
    context.forward(
        new Record<Object, SpecificRecord>(learner.text(), metric, context.currentSystemTimeMs()),
        metricsSink);
  }
}
