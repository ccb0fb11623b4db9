package dev.perennial.learner.optimizer;

import java.util.List;

/** An update rule. Immutable; its state is kept by whoever applies it. */
public interface Optimizer {

  /**
   * The names of the tensors it keeps for each parameter, of the parameter's shape, zero at first;
   * may be empty.
   */
  List<String> moments();

  /**
   * The update: the body of {@code update(self, parameter: Tensor, gradient: Tensor, moments:
   * List[Tensor], learning_rate: float, step: int, place: int) -> int}, which changes parameter and
   * moments in place; {@code step} counts updates from 1, {@code place} parameters from 0.
   */
  String update();

  /**
   * {@link #update} for a dense layer's weight, whose gradient is {@code delta} transposed times
   * {@code input}: the body of {@code update_dense(self, parameter: Tensor, delta: Tensor, input:
   * Tensor, moments: List[Tensor], learning_rate: float, step: int, place: int) -> int}. By default
   * the gradient is written out; a rule that adds it to something can spare that.
   */
  default String updateDense() {
    return """
        gradient = self.outer(delta, input)
        return self.update(parameter, gradient, moments, learning_rate, step, place)
        """;
  }
}
