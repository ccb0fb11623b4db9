package dev.perennial.learner.job;

import dev.perennial.schemas.Audit;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.Rejects;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;

/** Encodes results and hands them on. Owned by one thread. */
final class EncodedResults implements Results {

  private final RecordEncoder<Prediction> predictions;
  private final RecordEncoder<StepReport> steps;
  private final RecordEncoder<Score> scores;
  private final RecordEncoder<ModelManifest> models;
  private final RecordEncoder<Audit> audits;
  private final RecordEncoder<Reject> rejects;
  private final Consumer<Emission> out;

  /** Registers the schemas and hands every record to {@code out}. */
  EncodedResults(Registry registry, Consumer<Emission> out) {
    this.predictions = RecordEncoder.of(Topic.PREDICTIONS, Prediction.class, registry);
    this.steps = RecordEncoder.of(Topic.STEPS, StepReport.class, registry);
    this.scores = RecordEncoder.of(Topic.SCORES, Score.class, registry);
    this.models = RecordEncoder.of(Topic.MODELS, ModelManifest.class, registry);
    this.audits = RecordEncoder.of(Topic.AUDITS, Audit.class, registry);
    this.rejects = RecordEncoder.of(Topic.REJECTS, Reject.class, registry);
    this.out = out;
  }

  @Override
  public void predicted(Prediction prediction) {
    emit(
        Topic.PREDICTIONS,
        new LearnerKey(prediction.getStream(), prediction.getLearner()),
        prediction.getEventTime(),
        predictions.encode(prediction));
  }

  @Override
  public void stepped(StepReport report) {
    emit(
        Topic.STEPS,
        new LearnerKey(report.getStream(), report.getLearner()),
        report.getEventTime(),
        steps.encode(report));
  }

  @Override
  public void scored(Score score) {
    emit(
        Topic.SCORES,
        new LearnerKey(score.getStream(), score.getLearner()),
        score.getEventTime(),
        scores.encode(score));
  }

  @Override
  public void published(ModelManifest manifest) {
    emit(
        Topic.MODELS,
        new LearnerKey(manifest.getStream(), manifest.getLearner()),
        manifest.getEventTime(),
        models.encode(manifest));
  }

  @Override
  public void audited(Audit audit) {
    emit(
        Topic.AUDITS,
        new LearnerKey(audit.getStream(), Objects.requireNonNull(audit.getLearner())),
        audit.getEventTime(),
        audits.encode(audit));
  }

  @Override
  public void rejected(Routed entry, String reason, String detail) {
    Reject reject =
        Rejects.of(
            new Rejects.Place(Topic.EXPERIENCES.topicName(), entry.partition, entry.offset),
            Instant.ofEpochMilli(entry.timestamp),
            entry.key.getBytes(StandardCharsets.UTF_8),
            entry.value,
            reason,
            detail);
    out.accept(
        new Emission(
            Topic.REJECTS, "", entry.key, Math.max(0, entry.timestamp), rejects.encode(reject)));
  }

  private void emit(Topic topic, LearnerKey key, Instant eventTime, byte[] value) {
    out.accept(
        new Emission(
            topic, key.stream(), key.text(), Math.max(0, eventTime.toEpochMilli()), value));
  }
}
