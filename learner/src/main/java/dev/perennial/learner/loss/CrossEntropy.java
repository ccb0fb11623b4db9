package dev.perennial.learner.loss;

/** The batch's mean negative log-likelihood over all classes. */
record CrossEntropy() implements LossTerm {

  @Override
  public String script() {
    return "return self.cross_entropy(logits, labels)\n";
  }
}
