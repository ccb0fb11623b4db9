package dev.perennial.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.memory.ReplayMemory;
import dev.perennial.learner.memory.Retrieval;
import dev.perennial.learner.memory.UpdatePolicies;
import dev.perennial.learner.step.InputView;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Script;
import dev.perennial.learner.step.StateTensor;
import dev.perennial.learner.step.TorchThread;
import dev.perennial.learner.step.Workspace;
import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
 * How many 28 x 28 images a second go into a full replay memory and come out of it, as a learner
 * does it: Java decides slots and copies rows in, a program takes them out. In a step that is part
 * of one native call; here it has a call of its own, and {@code call} says what that costs by
 * itself. The score that counts is {@code cpu.rows}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "-Dai.djl.offline=true"})
public class MemoryBenchmark {

  private static final Features IMAGE = new Features(List.of(28, 28), ElementType.UINT8);
  private static final int CLASSES = 10;

  /** Rows at once. */
  @Param({"10", "64", "256"})
  private int batch = 10;

  /** Rows in memory, which is full. */
  @Param({"1000", "10000", "100000", "1000000"})
  private int capacity = 1_000;

  /** Which rows are kept: all of them, or ever fewer, or as many of each class. */
  @Param({"sliding-window"})
  private String update = "sliding-window";

  private final Random random = new Random(1);
  private @Nullable Memory memory;

  /** A memory and the program that moves its rows. */
  private static final class Memory {
    private final NDManager manager = NDManager.newBaseManager(Device.cpu());
    private final ReplayMemory rows;
    private final Workspace workspace;
    private final Program program;
    private final Inputs batch;
    private final NDArray inputs;

    private Memory(int capacity, int batch, String update) {
      rows =
          new ReplayMemory(
              manager,
              IMAGE,
              capacity,
              UpdatePolicies.ALL.part(update).apply(1),
              Retrieval.uniform(1));
      workspace = new Workspace(manager, batch, batch);
      program = new Program(manager, new Script(script(batch)));
      this.batch = new Inputs(IMAGE, batch);
      inputs = new InputView(manager, IMAGE).of(this.batch);
      bind();
    }

    private void bind() {
      List<NDArray> state = new ArrayList<>(workspace.arrays());
      rows.tensors().stream().map(StateTensor::array).forEach(state::add);
      program.bind(state);
    }

    /** Says where the batch's rows go. */
    private void plan(int[] labels, Origin[] origins) {
      if (rows.plan(labels.length, labels, origins, workspace) == ReplayMemory.Storage.MOVED) {
        bind();
      }
    }

    private void run(String method) {
      program.run(method, inputs).close();
    }

    /** What a step's program does with memory, of a workspace for such batches. */
    private static String script(int batch) {
      return """
        def sample(self, inputs: Tensor) -> Tensor:
          control = self.state[0]
          slots = torch.narrow(control, 0, %1$d, int(control[%2$d]))
          return torch.index_select(self.state[3], 0, slots)

        def call(self, inputs: Tensor) -> Tensor:
          return self.state[0]
      """
          .formatted(Workspace.replaySlots(batch), Workspace.REPLAYED);
    }
  }

  /** Fills memory, and every byte of it: what was never written is not there. */
  @Setup
  public void fill() {
    TorchThread.prepare();
    Memory filled = new Memory(capacity, batch, update);
    memory = filled;
    while (filled.rows.size() < capacity) {
      putIn(filled);
    }
    for (StateTensor tensor : filled.rows.tensors().subList(0, 1)) {
      ByteBuffer view = tensor.view();
      byte[] noise = new byte[1 << 16];
      random.nextBytes(noise);
      for (int at = 0; at < view.capacity(); at += noise.length) {
        view.put(at, noise, 0, Math.min(noise.length, view.capacity() - at));
      }
    }
  }

  /** Frees it. */
  @TearDown
  public void close() {
    if (memory != null) {
      memory.program.close();
      memory.manager.close();
    }
  }

  /** A batch is kept. */
  @Benchmark
  public void insert() {
    if (memory != null) {
      putIn(memory);
    }
  }

  private void putIn(Memory into) {
    int[] labels = new int[batch];
    Origin[] origins = new Origin[batch];
    for (int row = 0; row < batch; row++) {
      labels[row] = random.nextInt(CLASSES);
      origins[row] = new Origin(row, labels[row], 0);
      into.workspace.label(row, labels[row]);
    }
    into.plan(labels, origins);
    into.rows.learned(into.batch);
  }

  /** As many rows come back. */
  @Benchmark
  public void sample() {
    if (memory != null) {
      memory.workspace.replay(memory.rows.retrieve(batch));
      memory.run("sample");
    }
  }

  /** The native call alone. */
  @Benchmark
  public void call() {
    if (memory != null) {
      memory.run("call");
    }
  }

  /**
   * Runs all and prints what they cost.
   *
   * @param arguments of JMH: {@code -p capacity=1000000} chooses, {@code -prof gc} counts what is
   *     allocated
   */
  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    Benchmarks.run(MemoryBenchmark.class, arguments);
  }
}
