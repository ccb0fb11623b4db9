package dev.perennial.cli;

import dev.perennial.cli.pipeline.EvaluatorClient;
import dev.perennial.cli.pipeline.Outcome;
import dev.perennial.cli.pipeline.PipelineRun;
import dev.perennial.cli.report.KeptPage;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.EmbeddedStack;
import dev.perennial.cli.stack.WorkingDirectory;
import dev.perennial.ingest.scenario.Curriculum;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a curriculum through a stack of its own, which is started before and closed after. */
final class Embedded {

  /**
   * A failure that comes back at once is told; Flink by itself would restart the job for ever. One
   * that a restart heals does not count after a while.
   */
  private static final Map<String, String> RESTARTS =
      Map.of(
          "restart-strategy.type", "failure-rate",
          "restart-strategy.failure-rate.max-failures-per-interval", "3",
          "restart-strategy.failure-rate.failure-rate-interval", "1 min",
          "restart-strategy.failure-rate.delay", "500 ms");

  private final PrintWriter err;
  private final Optional<Path> page;

  /**
   * What runs can be made with.
   *
   * @param err where progress goes
   * @param page where the evaluator's page goes once all is measured, if anywhere
   */
  Embedded(PrintWriter err, Optional<Path> page) {
    this.err = err;
    this.page = page;
  }

  /**
   * Runs.
   *
   * @param directory where the stack writes; it is kept if the run fails
   */
  Outcome run(
      Blueprint blueprint,
      Curriculum curriculum,
      String stream,
      List<String> learners,
      WorkingDirectory directory)
      throws InterruptedException {
    try (ConsoleProgress progress = ConsoleProgress.to(err, "learned")) {
      progress.phase("starting broker, registry, Flink, ingest and evaluator");
      try (EmbeddedStack stack =
              EmbeddedStack.start(blueprint.with("flink", RESTARTS), directory.path());
          PipelineRun run = new PipelineRun(stack, curriculum, stream, learners, progress)) {
        Outcome outcome = run.run();
        page.ifPresent(file -> keepPage(file, stack));
        progress.phase("stopping");
        return outcome;
      }
    } catch (RuntimeException e) {
      directory.keep();
      err.println("what was written is kept in " + directory.path());
      throw e;
    }
  }

  /** What was measured is not lost because the page cannot be written. */
  private void keepPage(Path file, EmbeddedStack stack) {
    try {
      Files.writeString(file, KeptPage.of(new EvaluatorClient(stack.evaluatorAddress(), "")));
    } catch (IOException e) {
      err.println("the page could not be written to %s: %s".formatted(file, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.println("the page is not written, as the run was interrupted");
    }
  }
}
