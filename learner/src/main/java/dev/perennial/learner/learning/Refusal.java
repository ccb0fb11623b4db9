package dev.perennial.learner.learning;

/** Why a learner refuses a step that would poison its model. */
public enum Refusal {
  /** A row has an element that is no number, or infinite. */
  FEATURE_NOT_FINITE("feature-not-finite"),
  /** A row has an element whose square would overflow what the learner sums up. */
  FEATURE_TOO_LARGE("feature-too-large"),
  /** The loss is no number, or infinite. */
  LOSS_NOT_FINITE("loss-not-finite"),
  /** The gradient is no number, infinite, or absurdly long. */
  GRADIENT_EXPLODES("gradient-explodes");

  private final String reason;

  Refusal(String reason) {
    this.reason = reason;
  }

  /** The reason of the batch's rejects, in kebab-case. */
  public String reason() {
    return reason;
  }

  /** Whether the rows are at fault alone, whatever the model is like. */
  public boolean isOfRows() {
    return this == FEATURE_NOT_FINITE || this == FEATURE_TOO_LARGE;
  }
}
