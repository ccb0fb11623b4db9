package dev.perennial.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Held against sums in double precision, on both sides of the sizes where who multiplies changes.
 */
class ArithmeticTest {

  private static final String CALLS =
      """
        def forward(self, x: Tensor) -> Tensor:
          return self.dense(x, self.state[0], self.state[1])

        def backward(self, delta: Tensor) -> Tensor:
          return self.back(delta, self.state[0])

        def slope(self, delta: Tensor) -> Tensor:
          return self.outer(delta, self.state[2])

        def descend(self, delta: Tensor) -> Tensor:
          self.add_outer(self.state[0], delta, self.state[2], 0.5, -0.25)
          return torch.clone(self.state[0])

        def recorded(self, x: Tensor) -> Tensor:
          weight = torch.detach(self.state[0]).requires_grad_(True)
          total = torch.sum(self.dense(x, weight, self.state[1]))
          return torch._unwrap_optional(torch.autograd.grad([total], [weight])[0])

      """;

  private NDManager manager;

  @BeforeEach
  void open() {
    TorchThread.prepare();
    manager = NDManager.newBaseManager(Device.cpu());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void theShippedLibtorchHasOneDnn() {
    assertThat(Arithmetic.of(Residence.host(manager))).isEqualTo(Arithmetic.ONEDNN);
  }

  @ParameterizedTest(name = "{0}: {1} rows, {2} to {3}")
  @CsvSource({
    "LIBTORCH, 3, 5, 4",
    "ONEDNN, 3, 5, 4",
    "LIBTORCH, 20, 300, 240",
    "ONEDNN, 20, 300, 240",
    "LIBTORCH, 40, 400, 300",
    "ONEDNN, 40, 400, 300"
  })
  void givesTheProductsOfADenseLayer(Arithmetic arithmetic, int rows, int inputs, int outputs) {
    float[] x = drawn(1, rows * inputs);
    float[] weight = drawn(2, outputs * inputs);
    float[] bias = drawn(3, outputs);
    float[] delta = drawn(4, rows * outputs);
    NDArray input = manager.create(x, new Shape(rows, inputs));
    NDArray slope = manager.create(delta, new Shape(rows, outputs));
    try (Program program = new Program(manager, new Script(arithmetic.methods() + CALLS))) {
      program.bind(
          List.of(manager.create(weight, new Shape(outputs, inputs)), manager.create(bias), input));

      double[] forward = new double[rows * outputs];
      double[] backward = new double[rows * inputs];
      double[] outer = new double[outputs * inputs];
      double[] recorded = new double[outputs * inputs];
      for (int row = 0; row < rows; row++) {
        for (int out = 0; out < outputs; out++) {
          double sum = bias[out];
          for (int in = 0; in < inputs; in++) {
            sum += (double) x[row * inputs + in] * weight[out * inputs + in];
            backward[row * inputs + in] +=
                (double) delta[row * outputs + out] * weight[out * inputs + in];
            outer[out * inputs + in] += (double) delta[row * outputs + out] * x[row * inputs + in];
          }
          forward[row * outputs + out] = Math.max(0, sum);
          for (int in = 0; in < inputs && sum > 0; in++) {
            recorded[out * inputs + in] += x[row * inputs + in];
          }
        }
      }
      double[] descended = new double[outputs * inputs];
      for (int i = 0; i < descended.length; i++) {
        descended[i] = 0.5 * weight[i] - 0.25 * outer[i];
      }

      assertClose(program.run("forward", input), forward);
      assertClose(program.run("backward", slope), backward);
      assertClose(program.run("slope", slope), outer);
      assertClose(program.train("recorded", input), recorded);
      assertClose(program.run("descend", slope), descended);
    }
  }

  private static float[] drawn(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextDouble() - 0.5);
    }
    return values;
  }

  private static void assertClose(NDArray found, double[] expected) {
    float[] values = found.toFloatArray();
    assertThat(values).hasSameSizeAs(expected);
    for (int i = 0; i < values.length; i++) {
      assertThat((double) values[i]).as("element %d", i).isCloseTo(expected[i], within(1e-4));
    }
    found.close();
  }
}
