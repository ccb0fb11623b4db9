package dev.perennial.learner.optimizer;

import java.util.List;

/**
 * Stochastic gradient descent with heavy-ball momentum and L2 weight decay, as PyTorch's {@code
 * SGD}: {@code g += weightDecay p; v = momentum v + g; p -= rate v}.
 */
record Sgd(double momentum, double weightDecay) implements Optimizer {

  @Override
  public List<String> moments() {
    return momentum > 0 ? List.of("momentum") : List.of();
  }

  @Override
  public String update() {
    StringBuilder body = new StringBuilder();
    if (weightDecay > 0) {
      body.append("gradient = torch.add(gradient, parameter, alpha=%s)\n".formatted(weightDecay));
    }
    if (momentum > 0) {
      body.append(
          """
          velocity = moments[0]
          velocity.mul_(%s).add_(gradient)
          parameter.add_(velocity, alpha=-learning_rate)
          """
              .formatted(momentum));
    } else {
      body.append("parameter.add_(gradient, alpha=-learning_rate)\n");
    }
    return body.append("return step\n").toString();
  }

  @Override
  public String updateDense() {
    if (momentum == 0) {
      return """
          self.add_outer(parameter, delta, input, 1. - learning_rate * %s, -learning_rate)
          return step
          """
          .formatted(weightDecay);
    }
    return """
        velocity = moments[0]
        self.add_outer(velocity, delta, input, %s, 1.)
        velocity.add_(parameter, alpha=%s)
        parameter.add_(velocity, alpha=-learning_rate)
        return step
        """
        .formatted(momentum, weightDecay);
  }
}
