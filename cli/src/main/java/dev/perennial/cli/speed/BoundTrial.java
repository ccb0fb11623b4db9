package dev.perennial.cli.speed;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.perennial.learner.step.Arithmetic;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Script;
import dev.perennial.learner.step.TorchThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * {@link Part#BOUND} of dense networks: forward, back and into the weights, through the same {@link
 * Arithmetic}, some steps a call, nothing between.
 */
final class BoundTrial implements Trial {

  private static final int STEPS_A_CALL = 20;
  private static final int CLASSES = 10;
  private static final String DENSE = "mlp:";
  private static final Set<String> REPLAYING = Set.of("er", "er-ace", "der++");

  private final Duration time;

  BoundTrial(Duration time) {
    this.time = time;
  }

  @Override
  public OptionalDouble samplesPerSecond(Cell cell) {
    boolean replays = REPLAYING.contains(cell.strategy());
    boolean descends = replays || cell.strategy().equals("naive");
    if (!cell.network().startsWith(DENSE) || !descends) {
      return OptionalDouble.empty();
    }
    TorchThread.prepare();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      List<Integer> widths = new ArrayList<>(List.of(Images.features().size()));
      for (String width : cell.network().substring(DENSE.length()).split(",")) {
        widths.add(Integer.valueOf(width));
      }
      widths.add(CLASSES);
      int rows = replays ? 2 * cell.batch() : cell.batch();
      List<NDArray> state = new ArrayList<>();
      for (int layer = 0; layer + 1 < widths.size(); layer++) {
        state.add(small(manager, widths.get(layer + 1), widths.get(layer)));
        state.add(small(manager, widths.get(layer + 1)));
      }
      state.add(small(manager, rows, widths.get(0)));
      state.add(small(manager, rows, CLASSES));
      try (Program program =
          new Program(manager, new Script(Arithmetic.of(manager).methods() + STEPS))) {
        program.bind(state);
        Stopwatch stopwatch = new Stopwatch(0, time);
        long steps = 0;
        do {
          program.run("steps", state.get(0)).close();
          steps += STEPS_A_CALL;
        } while (!stopwatch.isOver(steps));
        return OptionalDouble.of(stopwatch.perSecond() * cell.batch());
      }
    }
  }

  private static NDArray small(NDManager manager, long... shape) {
    return manager.full(new Shape(shape), 0.01f);
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
