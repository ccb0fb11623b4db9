package dev.perennial.cli.quality;

import dev.perennial.cli.pipeline.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs cells side by side and keeps each result as soon as it is there. What a cell comes to does
 * not depend on which others run, only its times do.
 *
 * @param work runs one cell on the calling thread
 * @param cells where results are kept
 * @param threads cells side by side, at least 1
 */
public record QualityBench(Work work, CellDirectory cells, int threads) {

  private static final long CLEAN_UP_SECONDS = 20;

  /** Runs one cell. Called by several threads at once. */
  @FunctionalInterface
  public interface Work {

    /**
     * The result of a cell, worked out on the calling thread.
     *
     * @throws Exception whatever kept the cell from its end
     */
    CellResult run(Cell cell) throws Exception;
  }

  /**
   * Runs cells, in their order as far as threads are free. A cell that fails does not stop the
   * others.
   *
   * @return why cells failed, in order of failing; empty if none did
   * @throws InterruptedException if the thread is interrupted; running cells are then given up
   */
  public List<String> run(List<Cell> todo, Progress progress) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CompletionService<Attempt> running = new ExecutorCompletionService<>(pool);
      todo.forEach(cell -> running.submit(() -> attempt(cell)));
      List<String> failures = new ArrayList<>();
      for (int done = 0; done < todo.size(); done++) {
        progress.measured(done, todo.size());
        Attempt attempt = running.take().get();
        attempt.result().ifPresent(cells::save);
        attempt
            .failure()
            .ifPresent(
                cause -> {
                  String failure = "%s failed: %s".formatted(attempt.cell(), brief(cause));
                  progress.phase(failure);
                  failures.add(failure);
                });
      }
      progress.measured(todo.size(), todo.size());
      return failures;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a cell ended in an error", e.getCause());
    } finally {
      pool.shutdownNow();
      // What is native must be freed by its own threads before the JVM ends.
      pool.awaitTermination(CLEAN_UP_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** TorchScript says what happened in its last line, after the trace of where. */
  private static String brief(Exception cause) {
    List<String> lines = cause.toString().lines().filter(line -> !line.isBlank()).toList();
    return lines.size() == 1
        ? lines.get(0)
        : lines.get(0) + " ... " + lines.get(lines.size() - 1).strip();
  }

  /** A cell's result, or why it has none. */
  private record Attempt(Cell cell, Optional<CellResult> result, Optional<Exception> failure) {}

  private Attempt attempt(Cell cell) {
    try {
      return new Attempt(cell, Optional.of(work.run(cell)), Optional.empty());
    } catch (Exception e) {
      // The thread's edge: whatever a learning system throws, the other cells go on.
      return new Attempt(cell, Optional.empty(), Optional.of(e));
    }
  }
}
