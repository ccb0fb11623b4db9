package dev.perennial.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.network.Networks;
import dev.perennial.learner.network.Parameter;
import dev.perennial.learner.optimizer.Optimizer;
import dev.perennial.learner.optimizer.Optimizers;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Script;
import dev.perennial.learner.step.StateTensor;
import dev.perennial.learner.step.TorchThread;
import dev.perennial.schemas.ElementType;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/**
 * What one update of every parameter of {@code mlp:400,400} on 28 x 28 images costs, whatever the
 * rows: each optimizer's own script in a program without forward pass. The gradient is written out
 * here, which {@code sgd} spares in a step.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Dai.djl.offline=true")
public class OptimizerBenchmark {

  private static final Features IMAGE = new Features(List.of(28, 28), ElementType.UINT8);

  /** Small enough that no parameter ever overflows. */
  private static final float GRADIENT = 1e-6f;

  /** Which, and whether it keeps a moment. */
  @Param({"sgd", "sgd with momentum", "adam", "upgd"})
  private String optimizer = "sgd";

  private final List<StateTensor> tensors = new ArrayList<>();
  private @Nullable NDManager manager;
  private @Nullable Program program;
  private @Nullable NDArray noInput;

  /** Parameters as they are at first, gradients that are all the same, moments of zero. */
  @Setup
  public void open() {
    TorchThread.prepare();
    Optimizer of = parse(optimizer);
    List<Parameter> layout = Networks.of("mlp:400,400", IMAGE).parameters();
    NDManager opened = NDManager.newBaseManager(Device.cpu());
    manager = opened;
    tensors.add(new StateTensor(opened, "step", DataType.FLOAT32, 1));
    for (Parameter parameter : layout) {
      parameter.initialize(tensor(opened, parameter).floats(), 0, 1);
    }
    for (Parameter parameter : layout) {
      FloatBuffer gradient = tensor(opened, parameter).floats();
      while (gradient.hasRemaining()) {
        gradient.put(GRADIENT);
      }
    }
    for (Parameter parameter : layout) {
      of.moments().forEach(moment -> tensor(opened, parameter));
    }
    program = new Program(opened, new Script(script(of, layout.size())));
    program.bind(tensors.stream().map(StateTensor::array).toList());
    noInput = opened.create(0f);
  }

  private StateTensor tensor(NDManager opened, Parameter parameter) {
    StateTensor tensor =
        new StateTensor(opened, parameter.name(), DataType.FLOAT32, parameter.shape(0));
    tensors.add(tensor);
    return tensor;
  }

  private static Optimizer parse(String named) {
    String id = named.split(" ")[0];
    double momentum = named.endsWith("momentum") ? 0.9 : 0;
    return Optimizers.of(
        id, new Recipe("er", "mlp:400,400", 1, 10, 10, 1, id, 0.05, momentum, 0, 1));
  }

  private static String script(Optimizer of, int parameters) {
    return "  def update(self, parameter: Tensor, gradient: Tensor, moments: List[Tensor],"
        + " learning_rate: float, step: int, place: int) -> int:\n"
        + of.update().lines().map(line -> "    " + line + "\n").collect(Collectors.joining())
        + """
            def apply(self, input: Tensor) -> Tensor:
              step = int(self.state[0].add_(1))
              for i in range(%1$d):
                moments = self.state[1 + 2 * %1$d + i * %2$d:1 + 2 * %1$d + (i + 1) * %2$d]
                self.update(self.state[1 + i], self.state[1 + %1$d + i], moments, 0.001, step, i)
              return input
          """
            .formatted(parameters, of.moments().size());
  }

  /** Frees everything. */
  @TearDown
  public void close() {
    if (program != null) {
      program.close();
    }
    if (manager != null) {
      manager.close();
    }
  }

  /** One update of all. */
  @Benchmark
  public void update() {
    if (program != null && noInput != null) {
      program.run("apply", noInput).close();
    }
  }

  /** Runs all, as JMH's arguments say, and prints what they cost. */
  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    Benchmarks.run(OptimizerBenchmark.class, arguments);
  }
}
