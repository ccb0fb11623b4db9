package dev.perennial.learner.loss;

/**
 * Lowers the energy of a row with its class and raises it with the batch's other classes (Li et
 * al., "Energy-based models for continual learning", CoLLAs 2022, equation 6): the negative
 * log-likelihood under a softmax of negative energies, which the logits are.
 *
 * <p>Departures: all other classes of the batch are negative, where the paper draws one; a batch of
 * one class alone, from which the paper learns nothing, is contrasted with all known classes.
 */
record EnergyContrast() implements LossTerm {

  @Override
  public String script() {
    return """
        counts = torch.bincount(labels, None, torch.size(logits, 1))
        absent = torch.eq(counts, 0)
        if int(torch.sum(torch.gt(counts, 0))) < 2:
          absent = torch.zeros_like(absent)
        return self.cross_entropy(torch.masked_fill(logits, absent, -inf), labels)
        """;
  }
}
