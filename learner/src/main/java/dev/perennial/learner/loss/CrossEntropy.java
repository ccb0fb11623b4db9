package dev.perennial.learner.loss;

import java.util.Optional;

/** The batch's mean negative log-likelihood over all classes. */
record CrossEntropy() implements LossTerm {

  @Override
  public String script() {
    return "return self.cross_entropy(logits, labels)\n";
  }

  @Override
  public Optional<Slope> slope() {
    return Optional.of(
        new Slope(Slope.Rows.BATCH, "return self.cross_entropy_slope(logits, labels)\n"));
  }
}
