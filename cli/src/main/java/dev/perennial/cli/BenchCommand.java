package dev.perennial.cli;

import picocli.CommandLine.Command;

/** {@code perennial bench quality}. */
@Command(
    name = "bench",
    description = "Measure Perennial.",
    synopsisSubcommandLabel = "quality",
    subcommands = QualityCommand.class)
final class BenchCommand {}
