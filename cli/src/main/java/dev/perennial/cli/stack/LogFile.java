package dev.perennial.cli.stack;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** Sends every INFO line of this JVM to a file until it is closed. */
final class LogFile implements AutoCloseable {

  private static final String NAME = "perennial-log-file";

  private final LoggerConfig root;
  private final FileAppender appender;

  private LogFile(LoggerConfig root, FileAppender appender) {
    this.root = root;
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
    LoggerConfig root = context.getConfiguration().getRootLogger();
    root.addAppender(appender, Level.INFO, null);
    return new LogFile(root, appender);
  }

  @Override
  public void close() {
    root.removeAppender(NAME);
    appender.stop();
  }
}
