package dev.perennial.learner.network;

import java.util.List;

/** An architecture: which parameters there are and what they do with rows. Immutable. */
public interface Network {

  /** The parameters, in the order in which {@link #forward} counts them. */
  List<Parameter> parameters();

  /**
   * The forward pass: the body of {@code forward(self, x: Tensor, parameters: List[Tensor]) ->
   * Tensor}, from rows x elements, standardized FLOAT32, to rows x classes logits.
   */
  String forward();

  /** How its gradient is taken. */
  enum Gradient {
    /** By recording the forward pass; works for every network. */
    AUTOGRAD,
    /**
     * By the chain rule written out: the parameters are weight, bias, weight, bias, ... of dense
     * layers with ReLU between them. Faster, the same numbers up to rounding.
     */
    DENSE
  }

  /** How its gradient is taken; by default recorded. */
  default Gradient gradient() {
    return Gradient.AUTOGRAD;
  }
}
