package dev.perennial.learner.penalty;

import dev.perennial.learner.network.Companion;
import java.util.List;

/**
 * Memory aware synapses (Aljundi et al., "Memory aware synapses: learning what (not) to forget",
 * ECCV 2018, equations 2 and 3): importance is how much a parameter moves the squared length of the
 * logits, whatever the labels; periods add up. A strength of {@code 2 lambda} is the paper's {@code
 * lambda}.
 *
 * <p>Departures: importance is gathered along the stream instead of in another pass when a period
 * ends, and the absolute value is of a batch's mean gradient, not of each row's.
 *
 * @param strength at least 0
 */
record MemoryAwareSynapses(double strength) implements Penalty {

  @Override
  public List<Companion> companions() {
    return List.of(ANCHOR, IMPORTANCE, Companion.zero("sensitivity"));
  }

  @Override
  public String accumulate() {
    return """
        own[2].add_(torch.abs(gradient))
        return 0
        """;
  }

  @Override
  public String consolidate() {
    return """
        own[0].copy_(parameter)
        own[1].add_(torch.div(own[2], steps))
        own[2].zero_()
        return 0
        """;
  }

  @Override
  public boolean ofOutput() {
    return true;
  }
}
