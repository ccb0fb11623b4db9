package dev.perennial.learner.network;

import java.util.List;

/**
 * An architecture without its output layer: which parameters there are and what features they make
 * of rows. Immutable.
 */
public interface Network {

  /** The parameters, in the order in which {@link #features} counts them. */
  List<Parameter> parameters();

  /** Bytes of all parameters. */
  default long parameterBytes() {
    long bytes = 0;
    for (Parameter parameter : parameters()) {
      long elements = 1;
      for (long length : parameter.shape(0)) {
        elements *= length;
      }
      bytes += elements * Float.BYTES;
    }
    return bytes;
  }

  /**
   * The features: the body of {@code features(self, x: Tensor, parameters: List[Tensor]) ->
   * Tensor}, from rows x elements, standardized FLOAT32, to rows x {@link #width}.
   */
  String features();

  /** Features a row. */
  int width();

  /** What the output layer's tensors are named after, for example {@code layer-2}. */
  String head();

  /** How its gradient is taken. */
  enum Gradient {
    /** By recording the forward pass; works for every network. */
    AUTOGRAD,
    /**
     * By the chain rule written out: the parameters are weight, bias, weight, bias, ... of dense
     * layers, each followed by ReLU. Faster, the same numbers up to rounding.
     */
    DENSE
  }

  /** How its gradient can be taken; by default recorded. */
  default Gradient gradient() {
    return Gradient.AUTOGRAD;
  }
}
