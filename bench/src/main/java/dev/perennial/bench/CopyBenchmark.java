package dev.perennial.bench;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/**
 * How many rows of 784 bytes a second can be copied into as much memory as a replay memory of so
 * many rows has, in order, and out of it, at random: what {@link MemoryBenchmark} cannot do better.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:MaxDirectMemorySize=2g"})
public class CopyBenchmark {

  private static final int ROW_BYTES = 28 * 28;

  /** Rows at once. */
  @Param({"10", "64"})
  private int batch = 10;

  /** Rows in memory. */
  @Param({"1000", "1000000"})
  private int capacity = 1_000;

  private final SplittableRandom random = new SplittableRandom(1);
  private ByteBuffer rows = ByteBuffer.allocate(0);
  private ByteBuffer few = ByteBuffer.allocate(0);
  private int next;

  /** Writes every page: what was never written is not there. */
  @Setup
  public void fill() {
    rows = ByteBuffer.allocateDirect(capacity * ROW_BYTES);
    few = ByteBuffer.allocateDirect(batch * ROW_BYTES);
    for (int at = 0; at < rows.capacity(); at += Long.BYTES) {
      rows.putLong(at, at);
    }
  }

  /** Rows go in, one behind the other. */
  @Benchmark
  public void in() {
    for (int row = 0; row < batch; row++) {
      rows.put(next * ROW_BYTES, few, row * ROW_BYTES, ROW_BYTES);
      next = next + 1 == capacity ? 0 : next + 1;
    }
  }

  /** Rows come out, from anywhere. */
  @Benchmark
  public void out() {
    for (int row = 0; row < batch; row++) {
      few.put(row * ROW_BYTES, rows, random.nextInt(capacity) * ROW_BYTES, ROW_BYTES);
    }
  }

  /**
   * Runs both and prints what they cost.
   *
   * @param arguments of JMH: {@code -p capacity=1000000} chooses
   */
  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    Benchmarks.run(CopyBenchmark.class, arguments);
  }
}
