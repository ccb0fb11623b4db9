package dev.perennial.learner.penalty;

import dev.perennial.learner.network.Companion;
import java.util.List;

/**
 * Synaptic intelligence (Zenke, Poole and Ganguli, "Continual learning through synaptic
 * intelligence", ICML 2017, equations 3 to 5): a parameter is as important as the loss fell along
 * its own path, over the squared length of that path's chord. A strength of {@code 2 c} is the
 * paper's {@code c}.
 *
 * <p>Departure: where the loss rose along a path, which happens by chance, its importance in that
 * period is zero and not negative, which would push the parameter away.
 *
 * @param strength at least 0
 * @param damping what is added to a squared chord, the paper's xi; positive
 */
record SynapticIntelligence(double strength, double damping) implements Penalty {

  SynapticIntelligence {
    if (damping <= 0) {
      throw new IllegalArgumentException("si's damping must be positive: " + damping);
    }
  }

  @Override
  public List<Companion> companions() {
    return List.of(ANCHOR, IMPORTANCE, Companion.zero("path-integral"));
  }

  @Override
  public String accumulate() {
    return """
        own[2].addcmul_(gradient, torch.sub(parameter, before), value=-1)
        return 0
        """;
  }

  @Override
  public String consolidate() {
    return """
        chord = torch.sub(parameter, own[0])
        fall = torch.relu(own[2])
        own[1].add_(torch.div(fall, torch.add(torch.mul(chord, chord), %s)))
        own[0].copy_(parameter)
        own[2].zero_()
        return 0
        """
        .formatted(damping);
  }
}
