package dev.perennial.cli;

import dev.perennial.cli.pipeline.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.OptionalLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows progress: a bar on a terminal, a plain line now and then elsewhere. Owned by one thread,
 * which closes it.
 */
final class ConsoleProgress implements Progress, AutoCloseable {

  /** The system property that is true if standard error is a terminal; only the shell can tell. */
  private static final String TERMINAL_PROPERTY = "perennial.terminal";

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final int BAR_MILLIS = 200;

  /** What the bar takes for a length that nobody knows. */
  private static final long UNKNOWN = -1;

  private final PrintWriter err;
  private final boolean terminal;
  private final boolean lines;
  private final String done;
  private final long started = System.nanoTime();
  private @Nullable ProgressBar bar;
  private long lastLine = System.nanoTime();

  private ConsoleProgress(PrintWriter err, boolean terminal, boolean lines, String done) {
    this.err = err;
    this.terminal = terminal;
    this.lines = lines;
    this.done = done;
  }

  /**
   * A bar if the launcher found a terminal, otherwise lines to {@code err}.
   *
   * @param done what is counted, as a participle: {@code learned}
   */
  static ConsoleProgress to(PrintWriter err, String done) {
    return new ConsoleProgress(err, Boolean.getBoolean(TERMINAL_PROPERTY), true, done);
  }

  /** A bar if the launcher found a terminal, otherwise nothing. */
  static ConsoleProgress barOnly(PrintWriter err, String done) {
    return new ConsoleProgress(err, Boolean.getBoolean(TERMINAL_PROPERTY), false, done);
  }

  @Override
  public void phase(String name) {
    close();
    double seconds = (System.nanoTime() - started) / 1e9;
    err.printf("%5.1f s  %s%n", seconds, name);
    err.flush();
  }

  @Override
  public void measured(long count, long total) {
    if (terminal) {
      show(count, total);
    } else if (lines && System.nanoTime() - lastLine > BETWEEN_LINES.toNanos()) {
      lastLine = System.nanoTime();
      phase("%s %,d of %,d".formatted(done, count, total));
    }
  }

  /** So many were counted of a total that may not be known; of no effect but on a terminal. */
  void counted(long count, OptionalLong total) {
    if (terminal) {
      show(count, total.orElse(UNKNOWN));
    }
  }

  private void show(long count, long total) {
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(done)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(BAR_MILLIS)
              .showSpeed()
              .build();
    }
    bar.maxHint(total).stepTo(count);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
