package dev.perennial.learner.step;

import ai.djl.ndarray.types.DataType;
import dev.perennial.learner.learning.Features;
import dev.perennial.schemas.ElementType;
import java.util.List;

/**
 * How raw inputs become what a network sees; its statistics are part of the model.
 *
 * <p>{@link #UNIT} divides UINT8 by 255. {@link #STANDARDIZED} brings each element of FLOAT32 to
 * mean 0 and variance 1 (the population's, over all rows learned so far; an element that never
 * varied is only centred) and clips to +-10. Statistics are merged a batch at a time in FLOAT64
 * (Chan, Golub and LeVeque 1979), with a batch once it is learned, never with replayed rows and
 * never by a prediction: a batch is scored and learned with the statistics of what came before it.
 */
public enum Scaling {
  /** For UINT8. */
  UNIT(
      0,
      """
        def merged(self, statistics: List[Tensor], rows: Tensor) -> List[Tensor]:
          return statistics
        def scaled(self, statistics: List[Tensor], rows: Tensor) -> Tensor:
          return torch.div(torch.to(rows, 6), 255.)
      """),
  /** For FLOAT32. */
  STANDARDIZED(
      3,
      """
        def merged(self, statistics: List[Tensor], rows: Tensor) -> List[Tensor]:
          count, mean, squares = statistics[0], statistics[1], statistics[2]
          x = torch.to(rows, 7)
          fresh = torch.size(x, 0)
          if fresh == 0:
            return statistics
          total = torch.add(count, fresh)
          fresh_mean = torch.mean(x, [0])
          delta = torch.sub(fresh_mean, mean)
          deviation = torch.sub(x, fresh_mean)
          fresh_squares = torch.sum(torch.mul(deviation, deviation), [0])
          between = torch.mul(torch.mul(delta, delta), torch.div(torch.mul(count, fresh), total))
          return [total, torch.add(mean, torch.div(torch.mul(delta, fresh), total)), torch.add(squares, torch.add(fresh_squares, between))]
        def scaled(self, statistics: List[Tensor], rows: Tensor) -> Tensor:
          count, mean, squares = statistics[0], statistics[1], statistics[2]
          deviation = torch.sqrt(torch.div(squares, torch.clamp_min(count, 1)))
          deviation = torch.where(torch.eq(deviation, 0), torch.ones_like(deviation), deviation)
          x = torch.div(torch.sub(torch.to(rows, 7), mean), deviation)
          return torch.to(torch.clamp(x, -10, 10), 6)
      """);

  private final int tensors;
  private final String methods;

  Scaling(int tensors, String methods) {
    this.tensors = tensors;
    this.methods = methods;
  }

  /** The scaling for that kind of features. */
  public static Scaling of(Features features) {
    return features.elementType() == ElementType.UINT8 ? UNIT : STANDARDIZED;
  }

  /**
   * Fresh statistics, zero: the number of rows, and per element the mean and the sum of squares.
   */
  public List<StateTensor> open(Residence residence, Features features) {
    return switch (this) {
      case UNIT -> List.of();
      case STANDARDIZED ->
          List.of(
              new StateTensor(residence, "input.count", DataType.FLOAT64, 1),
              new StateTensor(residence, "input.mean", DataType.FLOAT64, features.size()),
              new StateTensor(residence, "input.squares", DataType.FLOAT64, features.size()));
    };
  }

  /** How many tensors {@link #open} gives. */
  int tensors() {
    return tensors;
  }

  /**
   * TorchScript methods: {@code merged(self, statistics: List[Tensor], rows: Tensor) ->
   * List[Tensor]}, the statistics with more rows, and {@code scaled(self, statistics: List[Tensor],
   * rows: Tensor) -> Tensor}, FLOAT32.
   */
  public String methods() {
    return methods;
  }
}
