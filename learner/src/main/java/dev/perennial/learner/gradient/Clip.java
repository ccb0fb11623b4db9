package dev.perennial.learner.gradient;

/**
 * Scales the gradient so that its length, over all parameters, is at most {@code norm} (Pascanu,
 * Mikolov and Bengio, "On the difficulty of training recurrent neural networks", ICML 2013,
 * algorithm 1).
 *
 * @param norm positive
 */
record Clip(double norm) implements GradientRule {

  Clip {
    if (norm <= 0) {
      throw new IllegalArgumentException("norm must be positive: " + norm);
    }
  }

  @Override
  public String script() {
    return """
        squares = torch.zeros_like(torch.sum(gradients[0]))
        for gradient in gradients:
          squares = torch.add(squares, torch.sum(torch.mul(gradient, gradient)))
        scale = torch.clamp_max(torch.mul(torch.rsqrt(squares), %s), 1.)
        clipped = annotate(List[Tensor], [])
        for gradient in gradients:
          clipped.append(torch.mul(gradient, scale))
        return clipped
        """
        .formatted(norm);
  }
}
