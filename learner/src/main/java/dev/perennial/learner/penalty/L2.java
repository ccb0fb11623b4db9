package dev.perennial.learner.penalty;

import dev.perennial.learner.network.Companion;
import java.util.List;

/**
 * Every parameter is as important as every other (the L2 baseline of Kirkpatrick et al. 2017 and of
 * "A closer look at rehearsal-free continual learning", Smith et al. 2023). A class's row is held
 * from the first boundary after it appeared.
 *
 * @param strength at least 0
 */
record L2(double strength) implements Penalty {

  @Override
  public List<Companion> companions() {
    return List.of(ANCHOR, IMPORTANCE);
  }

  @Override
  public String accumulate() {
    return "return 0\n";
  }

  @Override
  public String consolidate() {
    return """
        own[0].copy_(parameter)
        own[1].fill_(1)
        return 0
        """;
  }
}
