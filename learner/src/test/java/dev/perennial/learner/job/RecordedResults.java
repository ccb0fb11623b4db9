package dev.perennial.learner.job;

import dev.perennial.schemas.Audit;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;
import java.util.ArrayList;
import java.util.List;

/** Results as they came, by kind and all together. */
final class RecordedResults implements Results {

  final List<Prediction> predictions = new ArrayList<>();
  final List<StepReport> steps = new ArrayList<>();
  final List<Score> scores = new ArrayList<>();
  final List<ModelManifest> manifests = new ArrayList<>();
  final List<Audit> audits = new ArrayList<>();
  final List<String> rejects = new ArrayList<>();
  final List<Object> all = new ArrayList<>();

  @Override
  public void predicted(Prediction prediction) {
    predictions.add(prediction);
    all.add(prediction);
  }

  @Override
  public void stepped(StepReport report) {
    steps.add(report);
    all.add(report);
  }

  @Override
  public void scored(Score score) {
    scores.add(score);
    all.add(score);
  }

  @Override
  public void published(ModelManifest manifest) {
    manifests.add(manifest);
    all.add(manifest);
  }

  @Override
  public void audited(Audit audit) {
    audits.add(audit);
    all.add(audit);
  }

  @Override
  public void rejected(Routed entry, String reason, String detail) {
    rejects.add(entry.offset + " " + reason + ": " + detail);
    all.add(reason);
  }
}
