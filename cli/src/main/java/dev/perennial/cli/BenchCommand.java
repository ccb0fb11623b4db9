package dev.perennial.cli;

import picocli.CommandLine.Command;

/** {@code perennial bench}. */
@Command(
    name = "bench",
    description = "Measure Perennial.",
    synopsisSubcommandLabel =
        "(quality | speed | growth | ingest | evaluator | streams | drift | regimes)",
    subcommands = {
      QualityCommand.class,
      SpeedBenchCommand.class,
      GrowthBenchCommand.class,
      IngestBenchCommand.class,
      EvaluatorBenchCommand.class,
      StreamsBenchCommand.class,
      DriftBenchCommand.class,
      RegimesBenchCommand.class
    })
final class BenchCommand {}
