package dev.perennial.learner.gradient;

/** What happens to the gradient before penalty and optimizer see it. Immutable. */
public interface GradientRule {

  /** Nothing happens to it. */
  GradientRule NONE =
      new GradientRule() {
        @Override
        public String script() {
          return "return gradients\n";
        }
      };

  /**
   * The rule: the body of {@code rule(self, gradients: List[Tensor], reference: List[Tensor]) ->
   * List[Tensor]}, one tensor a parameter; {@code reference} is the gradient of the replayed rows'
   * cross-entropy, empty where nothing was replayed or it is not {@link #needsReference needed}.
   */
  String script();

  /** Whether it needs the gradient of the replayed rows' loss; by default not. */
  default boolean needsReference() {
    return false;
  }
}
