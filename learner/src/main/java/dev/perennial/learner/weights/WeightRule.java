package dev.perennial.learner.weights;

import dev.perennial.learner.network.Companion;
import java.util.List;

/** What happens to the weights after the optimizer has changed them. Immutable. */
public interface WeightRule {

  /** Nothing happens to them. */
  WeightRule NONE =
      new WeightRule() {
        @Override
        public List<Companion> companions() {
          return List.of();
        }

        @Override
        public String settle() {
          return "return step\n";
        }
      };

  /** What it keeps beside every parameter. */
  List<Companion> companions();

  /**
   * The rule: the body of {@code settle(self, parameter: Tensor, own: List[Tensor], step: int) ->
   * int}; {@code step} counts updates from 1.
   */
  String settle();

  /** Whether the first companion answers in the parameter's place; by default not. */
  default boolean companionAnswers() {
    return false;
  }
}
