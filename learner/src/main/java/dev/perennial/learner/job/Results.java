package dev.perennial.learner.job;

import dev.perennial.schemas.Audit;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;

/**
 * Where a fold's results go, in the order they come about; what one does not ask for is let go, but
 * an entry that could not be used never is. Called on the fold's thread.
 */
public interface Results {

  /** What the model said about an example. */
  default void predicted(Prediction prediction) {}

  /** An update was made. */
  default void stepped(StepReport report) {}

  /** A model version was scored on a task. */
  default void scored(Score score) {}

  /** A snapshot was written. */
  default void published(ModelManifest manifest) {}

  /** A command was obeyed, or not. */
  default void audited(Audit audit) {}

  /**
   * An entry could not be used.
   *
   * @param reason the broken rule, in kebab-case
   * @param detail one sentence that names the thing, the rule and the value
   */
  void rejected(Routed entry, String reason, String detail);
}
