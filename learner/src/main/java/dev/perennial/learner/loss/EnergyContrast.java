package dev.perennial.learner.loss;

/**
 * Lowers the energy of a row with its class and raises it with the batch's other classes (Li et
 * al., "Energy-based models for continual learning", CoLLAs 2022): the negative log-likelihood
 * under a softmax of negative energies, which the logits are.
 *
 * <p>Departures: all other classes of the batch are negative, where the authors' code draws one; a
 * batch of one class alone, which has no negative there, is contrasted with all known classes.
 */
record EnergyContrast() implements LossTerm {

  @Override
  public String script() {
    return """
        counts = self.counts(labels, torch.size(logits, 1))
        absent = torch.eq(counts, 0)
        if self.number(torch.sum(torch.gt(counts, 0))) < 2:
          absent = torch.zeros_like(absent)
        return self.cross_entropy(torch.masked_fill(logits, absent, -inf), labels)
        """;
  }
}
