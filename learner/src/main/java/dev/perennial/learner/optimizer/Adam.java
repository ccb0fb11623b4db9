package dev.perennial.learner.optimizer;

import java.util.List;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) with PyTorch's defaults, bias correction and L2 weight
 * decay: beta1 0.9, beta2 0.999, epsilon 1e-8 beside the corrected root.
 */
record Adam(double weightDecay) implements Optimizer {

  @Override
  public List<String> moments() {
    return List.of("first-moment", "second-moment");
  }

  @Override
  public String update() {
    String decay =
        weightDecay > 0
            ? "gradient = torch.add(gradient, parameter, alpha=%s)\n".formatted(weightDecay)
            : "";
    return decay
        + """
          first, second = moments[0], moments[1]
          first.mul_(0.9).add_(gradient, alpha=0.1)
          second.mul_(0.999).addcmul_(gradient, gradient, value=0.001)
          scale = (1. - 0.999 ** step) ** 0.5
          rate = learning_rate / (1. - 0.9 ** step)
          parameter.addcdiv_(first, torch.sqrt(second).div_(scale).add_(1e-8), value=-rate)
          return step
          """;
  }
}
