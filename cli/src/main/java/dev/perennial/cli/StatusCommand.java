package dev.perennial.cli;

import dev.perennial.cli.cluster.LocalCluster;
import dev.perennial.cli.flink.FlinkCluster;
import dev.perennial.cli.flink.FlinkJob;
import dev.perennial.cli.report.TextTable;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code perennial status}. */
@Command(
    name = "status",
    description = {
      "Tell what every process of a cluster of `up --processes` is doing; exit code 1 if one of them"
          + " does not run.",
      "With --jobmanager: what the learner job on that Flink cluster is doing; exit code 1 if its"
          + " tasks do not all run."
    },
    sortOptions = false)
final class StatusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ClusterDirectoryOption directory = new ClusterDirectoryOption();

  @Mixin private FlinkOptions flink = new FlinkOptions();

  @Override
  public Integer call() throws InterruptedException {
    return flink.isGiven() ? ofJob() : ofProcesses();
  }

  /** The jobs of that name, the newest first; it is the newest that counts. */
  private int ofJob() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (FlinkCluster cluster = flink.open()) {
      List<FlinkJob> jobs = cluster.jobs(flink.job());
      if (jobs.isEmpty()) {
        out.println("there is no job " + flink.job());
        return Perennial.EXIT_FAILURE;
      }
      TextTable table = new TextTable().row("job", List.of("state", "tasks", "running"));
      for (FlinkJob job : jobs) {
        table.row(
            job.id(),
            List.of(
                job.status().name().toLowerCase(Locale.ROOT),
                Integer.toString(job.tasks()),
                Integer.toString(job.running())));
      }
      table.lines().forEach(out::println);
      FlinkJob newest = jobs.get(0);
      newest.checkpoint().ifPresent(path -> out.println("checkpoint  " + path));
      if (!newest.works()) {
        newest.failure().forEach(line -> out.println("because     " + line));
      }
      return newest.works() ? ExitCode.OK : Perennial.EXIT_FAILURE;
    }
  }

  private int ofProcesses() {
    LocalCluster cluster = LocalCluster.at(directory.path());
    List<LocalCluster.Status> members = cluster.status();
    TextTable table = new TextTable().row("name", List.of("state", "pid", "MB", "seconds"));
    Instant now = Instant.now();
    for (LocalCluster.Status member : members) {
      table.row(
          member.name(),
          member
              .running()
              .map(
                  running ->
                      List.of(
                          "running",
                          Long.toString(running.pid()),
                          Long.toString(running.residentBytes() / 1_000_000),
                          Long.toString(Duration.between(running.since(), now).toSeconds())))
              .orElse(List.of("ended")));
    }
    PrintWriter out = spec.commandLine().getOut();
    table.lines().forEach(out::println);
    members.stream()
        .filter(member -> member.running().isEmpty())
        .flatMap(member -> cluster.refusal(member.name()).stream())
        .distinct()
        .forEach(out::println);
    out.println("logs in " + cluster.directory().resolve("logs"));
    if (members.stream().anyMatch(member -> member.running().isPresent())) {
      Addresses.of(cluster).print(out);
    }
    return members.stream().allMatch(member -> member.running().isPresent())
        ? ExitCode.OK
        : Perennial.EXIT_FAILURE;
  }
}
