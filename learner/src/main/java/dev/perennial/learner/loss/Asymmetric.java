package dev.perennial.learner.loss;

import java.util.Optional;

/**
 * Cross-entropy whose softmax runs over the batch's own classes alone, so that new classes do not
 * push old ones away (Caccia et al., "New insights on reducing abrupt representation change in
 * online continual learning", ICLR 2022, the incoming batch's part of ER-ACE's loss).
 */
record Asymmetric() implements LossTerm {

  private static final String AMONG_PRESENT =
      """
      present = torch.index_fill(torch.zeros_like(logits), 1, labels, 1)
      among_present = torch.masked_fill(logits, torch.eq(present, 0), -inf)
      """;

  @Override
  public String script() {
    return AMONG_PRESENT + "return self.cross_entropy(among_present, labels)\n";
  }

  @Override
  public Optional<Slope> slope() {
    return Optional.of(
        new Slope(
            Slope.Rows.BATCH,
            AMONG_PRESENT + "return self.cross_entropy_slope(among_present, labels)\n"));
  }
}
