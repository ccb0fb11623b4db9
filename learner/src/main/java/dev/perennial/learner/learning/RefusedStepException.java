package dev.perennial.learner.learning;

/** A step that would have poisoned the model, and was not made: the learner is as it was. */
public final class RefusedStepException extends ArithmeticException {

  private static final long serialVersionUID = 1;

  private final Refusal refusal;

  /**
   * A refused step.
   *
   * @param detail one sentence that names the thing, the rule and the value
   */
  public RefusedStepException(Refusal refusal, String detail) {
    super(detail);
    this.refusal = refusal;
  }

  /** Why it was refused. */
  public Refusal refusal() {
    return refusal;
  }

  /** The sentence it was made with. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
