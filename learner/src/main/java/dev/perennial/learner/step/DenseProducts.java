package dev.perennial.learner.step;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The products of matrices that a step of a dense network cannot do without, by themselves: forward
 * through each layer, back to each but the first, and into each weight, by the same {@link
 * Arithmetic} as in a step, many steps a call. A learner cannot be faster than that. Owned by the
 * thread that opened it.
 */
public final class DenseProducts implements AutoCloseable {

  private static final int STEPS_A_CALL = 20;

  private final NDManager manager;
  private final NDArray first;
  private final Program program;

  /**
   * Products of small numbers.
   *
   * @param widths of the layers, the inputs' first and the classes' last; at least two
   * @param rows of a batch, the replayed ones included
   */
  public DenseProducts(List<Integer> widths, int rows) {
    TorchThread.prepare();
    this.manager = NDManager.newBaseManager(Device.cpu());
    List<NDArray> state = new ArrayList<>();
    for (int layer = 0; layer + 1 < widths.size(); layer++) {
      state.add(small(widths.get(layer + 1), widths.get(layer)));
      state.add(small(widths.get(layer + 1)));
    }
    state.add(small(rows, widths.get(0)));
    state.add(small(rows, widths.get(widths.size() - 1)));
    this.first = state.get(0);
    this.program =
        new Program(manager, new Script(Arithmetic.of(Residence.host(manager)).methods() + STEPS));
    program.bind(state);
  }

  /** Does the products of some steps; how many steps. */
  public int run() {
    program.run("steps", first).close();
    return STEPS_A_CALL;
  }

  private NDArray small(long... shape) {
    return manager.full(new Shape(shape), 0.01f);
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }

  private static final String STEPS =
      """
        def steps(self, nothing: Tensor) -> Tensor:
          layers = (len(self.state) - 2) // 2
          x, slope = self.state[-2], self.state[-1]
          for step in range(%d):
            inputs = [x]
            for i in range(layers - 1):
              inputs.append(self.dense(inputs[i], self.state[2 * i], self.state[2 * i + 1]))
            logits = torch.linear(inputs[-1], self.state[2 * layers - 2], self.state[2 * layers - 1])
            delta = torch.add(logits, slope)
            for back in range(layers):
              i = layers - 1 - back
              before = delta
              if i > 0:
                before = self.back(delta, self.state[2 * i])
              self.add_outer(self.state[2 * i], delta, inputs[i], 1., -1.e-9)
              delta = before
          return self.state[0]

      """
          .formatted(STEPS_A_CALL);
}
