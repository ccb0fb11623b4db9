package dev.perennial.bench;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks of a class from its own {@code main}. */
final class Benchmarks {

  private Benchmarks() {}

  /**
   * Runs them and prints what they cost, {@link ProcessorTime} included.
   *
   * @param arguments as JMH has them
   */
  static void run(Class<?> of, String... arguments)
      throws RunnerException, CommandLineOptionException {
    new Runner(
            new OptionsBuilder()
                .parent(new CommandLineOptions(arguments))
                .include(of.getSimpleName() + "\\.")
                .addProfiler(ProcessorTime.class)
                .build())
        .run();
  }
}
