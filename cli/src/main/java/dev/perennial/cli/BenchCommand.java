package dev.perennial.cli;

import picocli.CommandLine.Command;

/** {@code perennial bench}. */
@Command(
    name = "bench",
    description = "Measure Perennial.",
    synopsisSubcommandLabel = "(quality | evaluator)",
    subcommands = {QualityCommand.class, IngestBenchCommand.class, EvaluatorBenchCommand.class})
final class BenchCommand {}
