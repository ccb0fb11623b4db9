package dev.perennial.cli;

import picocli.CommandLine.Command;

/** {@code perennial bench}. */
@Command(
    name = "bench",
    description = "Measure Perennial.",
    synopsisSubcommandLabel = "(quality | ingest | evaluator | drift | regimes)",
    subcommands = {
      QualityCommand.class,
      IngestBenchCommand.class,
      EvaluatorBenchCommand.class,
      DriftBenchCommand.class,
      RegimesBenchCommand.class
    })
final class BenchCommand {}
