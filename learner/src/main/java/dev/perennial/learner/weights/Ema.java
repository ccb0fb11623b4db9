package dev.perennial.learner.weights;

import dev.perennial.learner.network.Companion;
import java.util.List;

/**
 * An exponential moving average of the weights answers, while the weights themselves go on learning
 * (Polyak and Juditsky 1992 for averaging; Soutif-Cormerais et al., "Improving online continual
 * learning performance and stability with temporal ensembles", CoLLAs 2023, for streams).
 *
 * @param decay the share of the old average in the new one, in [0, 1)
 */
record Ema(double decay) implements WeightRule {

  Ema {
    if (decay < 0 || decay >= 1) {
      throw new IllegalArgumentException("decay must be in [0, 1): " + decay);
    }
  }

  @Override
  public List<Companion> companions() {
    return List.of(Companion.copy("average"));
  }

  @Override
  public String settle() {
    return """
        own[0].mul_(%s).add_(parameter, alpha=%s)
        return step
        """
        .formatted(decay, 1 - decay);
  }

  @Override
  public boolean companionAnswers() {
    return true;
  }
}
