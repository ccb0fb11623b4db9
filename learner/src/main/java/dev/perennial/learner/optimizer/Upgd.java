package dev.perennial.learner.optimizer;

import dev.perennial.learner.random.Draws;
import java.util.List;

/**
 * Utility-based perturbed gradient descent (Elsayed and Mahmood, "Addressing loss of plasticity and
 * catastrophic forgetting in continual learning", ICLR 2024, algorithm 1, with the first-order
 * utility): {@code u = 0.999 u - 0.001 g p; p -= rate (g + noise) (1 - sigmoid(u / max u))}. What
 * is useful changes little, what is not is shaken so that it may become useful. Weight decay is
 * decoupled: {@code p *= 1 - rate weightDecay}. The utility's bias correction cancels in the
 * quotient. Since what is of no use takes half a step, rates are about twice those of plain
 * descent.
 *
 * <p>Departures: the maximum is a tensor's own, not that of all weights, so that a layer is updated
 * before the next one's gradient is known; where no utility is positive nothing is protected. The
 * noise, of standard deviation 0.001, is uniform instead of normal.
 *
 * <p>Noise is drawn by counter: the number of an element depends on key, step, parameter and the
 * element's place alone. The same finalizer as in {@link Draws} makes 64 bits of a counter, which
 * are four elements of 16 bits.
 *
 * @param weightDecay at least 0
 * @param key what makes the noise of two learners differ
 */
record Upgd(double weightDecay, long key) implements Optimizer {

  static final double DEVIATION = 0.001;

  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  /** The key of a seed. */
  static long key(long seed) {
    return new Draws(seed, "upgd noise").bits(0);
  }

  @Override
  public List<String> moments() {
    return List.of("utility");
  }

  @Override
  public String update() {
    return noise()
        + """
        utility = moments[0]
        utility.mul_(0.999).addcmul_(gradient, parameter, value=-0.001)
        most = torch.clamp(torch.max(utility), 1e-30)
        free = torch.sigmoid_(torch.div(utility, torch.neg(most)))
        parameter.mul_(%s).addcmul_(noise.add_(gradient), free, value=-learning_rate)
        return step
        """
            .formatted(weightDecay > 0 ? "1. - learning_rate * " + weightDecay : "1.");
  }

  /** Lines that make {@code noise}, of the parameter's shape. */
  private String noise() {
    // Uniform over 65,536 points, symmetric: its variance is that of steps of sqrt(12) / 65,536.
    double grain = DEVIATION * Math.sqrt(12) / 65_536;
    return """
        size = torch.numel(parameter)
        bits = torch.arange((size + 3) // 4, device=parameter.device)
        start = torch.full_like(torch.narrow(bits, 0, 0, 1), step * 65536 + place)
        start.mul_(%1$d).add_(%2$d)
        %3$sbits.mul_(%1$d).add_(start)
        %4$sshifts = torch.mul(torch.arange(4, device=parameter.device), 16)
        pieces = torch.bitwise_right_shift(torch.unsqueeze(bits, 1), shifts).bitwise_and_(65535)
        noise = torch.to(torch.narrow(torch.flatten(pieces), 0, 0, size), 6)
        noise = torch.view_as(noise.sub_(32767.5).mul_(%5$s), parameter)
        """
        .formatted(GAMMA, key, mixed("start"), mixed("bits"), grain);
  }

  /** Lines of SplitMix64's finalizer, in place; torch's shifts are signed, so a mask follows. */
  private static String mixed(String z) {
    return """
        Z.bitwise_xor_(torch.bitwise_right_shift(Z, 30).bitwise_and_(17179869183))
        Z.mul_(-4658895280553007687)
        Z.bitwise_xor_(torch.bitwise_right_shift(Z, 27).bitwise_and_(137438953471))
        Z.mul_(-7723592293110705685)
        Z.bitwise_xor_(torch.bitwise_right_shift(Z, 31).bitwise_and_(8589934591))
        """
        .replace("Z", z);
  }
}
