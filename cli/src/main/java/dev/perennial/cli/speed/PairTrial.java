package dev.perennial.cli.speed;

import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** {@link Part#PAIR}: another trial twice, on two threads at once; the sum of both. */
final class PairTrial implements Trial {

  private final Trial one;

  PairTrial(Trial one) {
    this.one = one;
  }

  @Override
  public OptionalDouble samplesPerSecond(Cell cell) throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<OptionalDouble> trial = () -> one.samplesPerSecond(cell);
      double sum = 0;
      for (Future<OptionalDouble> each : threads.invokeAll(List.of(trial, trial))) {
        sum += each.get().orElseThrow();
      }
      return OptionalDouble.of(sum);
    } catch (ExecutionException failed) {
      throw new IOException("a learner of two failed", failed.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
