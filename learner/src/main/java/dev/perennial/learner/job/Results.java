package dev.perennial.learner.job;

import dev.perennial.schemas.Audit;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;

/** Where a fold's results go, in the order they come about. Called on the fold's thread. */
public interface Results {

  /** What the model said about an example. */
  void predicted(Prediction prediction);

  /** An update was made. */
  void stepped(StepReport report);

  /** A model version was scored on a task. */
  void scored(Score score);

  /** A snapshot was written. */
  void published(ModelManifest manifest);

  /** A command was obeyed, or not. */
  void audited(Audit audit);

  /**
   * An entry could not be used.
   *
   * @param reason the broken rule, in kebab-case
   * @param detail one sentence that names the thing, the rule and the value
   */
  void rejected(Routed entry, String reason, String detail);
}
