package dev.perennial.learner.penalty;

import dev.perennial.learner.network.Companion;
import java.util.List;

/**
 * What holds parameters to the values that older periods needed: {@code strength / 2 * sum
 * importance * (parameter - anchor)^2}, of which a step needs the gradient alone. A penalty says
 * how importance comes about. Immutable.
 */
public interface Penalty {

  /** Holds nothing. */
  Penalty NONE =
      new Penalty() {
        @Override
        public List<Companion> companions() {
          return List.of();
        }

        @Override
        public double strength() {
          return 0;
        }

        @Override
        public String accumulate() {
          return "return 0\n";
        }

        @Override
        public String consolidate() {
          return "return 0\n";
        }

        @Override
        public String penalized() {
          return "return gradient\n";
        }
      };

  /**
   * The first companion of every penalty: where a parameter is held, which is where the period
   * began; at first its own first value.
   */
  Companion ANCHOR = Companion.copy("anchor");

  /** The second companion of every penalty: how firmly; zero holds nothing. */
  Companion IMPORTANCE = Companion.zero("importance");

  /** {@link #ANCHOR}, {@link #IMPORTANCE}, then what importance is gathered in; none if nothing. */
  List<Companion> companions();

  /** The factor of the penalty, at least 0. */
  double strength();

  /**
   * Gathers importance in a step: the body of {@code accumulate(self, before: Tensor, parameter:
   * Tensor, gradient: Tensor, own: List[Tensor], rows: int) -> int}, with the parameter before and
   * after the step, the gradient of the loss without the penalty ({@link #ofOutput}: of the
   * output's squared length), the companions, and the batch's rows.
   */
  String accumulate();

  /**
   * Makes what was gathered count when a period ends: the body of {@code consolidate(self,
   * parameter: Tensor, own: List[Tensor], steps: int) -> int}; {@code steps}, at least 1, since the
   * last time.
   */
  String consolidate();

  /**
   * The gradient with the penalty's: the body of {@code penalized(self, parameter: Tensor,
   * gradient: Tensor, own: List[Tensor], learning_rate: float) -> Tensor}.
   *
   * <p>Departure from every paper: the penalty's share is divided by {@code 1 + learning_rate *
   * strength * importance}. That is its gradient where a plain step would end, not where it begins
   * (the linearly implicit Euler step), and the same wherever the product is small; but however
   * important a parameter becomes, a step never throws it beyond its anchor.
   */
  default String penalized() {
    return """
        firmness = torch.mul(own[1], %s)
        held = torch.mul(firmness, torch.sub(parameter, own[0]))
        return torch.addcdiv(gradient, held, torch.add(torch.mul(firmness, learning_rate), 1.))
        """
        .formatted(strength());
  }

  /** Whether importance comes from the output's squared length instead of the loss. */
  default boolean ofOutput() {
    return false;
  }
}
