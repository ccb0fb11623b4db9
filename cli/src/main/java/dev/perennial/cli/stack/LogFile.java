package dev.perennial.cli.stack;

import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** Sends every INFO line of this JVM to a file until it is closed. */
final class LogFile implements AutoCloseable {

  private static final String NAME = "perennial-log-file";

  private final List<LoggerConfig> writers;
  private final FileAppender appender;

  private LogFile(List<LoggerConfig> writers, FileAppender appender) {
    this.writers = writers;
    this.appender = appender;
  }

  /** Begins or goes on with that file. */
  static LogFile open(Path file) {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    FileAppender appender =
        FileAppender.newBuilder()
            .setName(NAME)
            .withFileName(file.toString())
            .setLayout(
                PatternLayout.newBuilder()
                    .withPattern("%d{ISO8601} %-5p [%t] %c{1.}: %m%n%ex")
                    .build())
            .build();
    appender.start();
    // Those that write to the terminal; the others hand what they get on to one of these.
    List<LoggerConfig> writers =
        context.getConfiguration().getLoggers().values().stream()
            .filter(logger -> !logger.getAppenderRefs().isEmpty())
            .toList();
    writers.forEach(logger -> logger.addAppender(appender, Level.INFO, null));
    return new LogFile(writers, appender);
  }

  @Override
  public void close() {
    writers.forEach(logger -> logger.removeAppender(NAME));
    appender.stop();
  }
}
