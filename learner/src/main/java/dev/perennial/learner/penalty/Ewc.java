package dev.perennial.learner.penalty;

import dev.perennial.learner.network.Companion;
import java.util.List;

/**
 * Elastic weight consolidation (Kirkpatrick et al., "Overcoming catastrophic forgetting in neural
 * networks", PNAS 2017, equation 3) in its online form (Schwarz et al., "Progress and compress",
 * ICML 2018, its online EWC): importance is the diagonal of the Fisher information, a decayed sum
 * over periods, around the last period's parameters alone.
 *
 * <p>Departure: the papers go over a period's rows once more when it ends, row by row. Here the
 * diagonal is gathered along the stream: the squared gradient of a step times the rows of its
 * batch, in the mean over the period's steps. Where rows are independent and their mean gradient is
 * small, that has the expectation of the row-by-row squares. It is the empirical Fisher: of the
 * labels there are, not of the model's own.
 *
 * @param strength at least 0
 * @param decay the share of the older periods' importance that is left after another one, in [0, 1]
 */
record Ewc(double strength, double decay) implements Penalty {

  Ewc {
    if (decay < 0 || decay > 1) {
      throw new IllegalArgumentException("ewc's decay must be in [0, 1]: " + decay);
    }
  }

  @Override
  public List<Companion> companions() {
    return List.of(ANCHOR, IMPORTANCE, Companion.zero("squares"));
  }

  @Override
  public String accumulate() {
    return """
        own[2].addcmul_(gradient, gradient, value=rows)
        return 0
        """;
  }

  @Override
  public String consolidate() {
    return """
        own[0].copy_(parameter)
        own[1].mul_(%s).add_(torch.div(own[2], steps))
        own[2].zero_()
        return 0
        """
        .formatted(decay);
  }
}
