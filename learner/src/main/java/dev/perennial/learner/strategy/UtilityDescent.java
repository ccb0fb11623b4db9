package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;

/**
 * Fine-tuning by utility-based perturbed gradient descent (Elsayed and Mahmood, "Addressing loss of
 * plasticity and catastrophic forgetting in continual learning", ICLR 2024), whatever optimizer the
 * recipe names; its learning rate and weight decay count. With another strategy the recipe's own
 * optimizer {@code upgd} does the same.
 */
public record UtilityDescent() implements Strategy {

  @Override
  public Parts parts() {
    return new Naive().parts();
  }

  @Override
  public String optimizer(Recipe recipe) {
    return "upgd";
  }
}
