package dev.perennial.cli.chaos;

import dev.perennial.cli.cluster.LocalCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A trial: the same stream through two clusters, one after the other, of which the second is struck
 * or given too much at once.
 *
 * @param workload of both
 * @param directory below which both write; must exist
 * @param seed of the strikes
 * @param blows that fall on the second
 * @param overload how many times as fast the second is fed; 1 for as fast as the first
 */
public record Chaos(Workload workload, Path directory, long seed, Blows blows, double overload) {

  /**
   * Runs both and compares.
   *
   * @param said hears what happens, a line at a time
   * @throws InterruptedException if the thread is interrupted; both clusters are destroyed
   */
  public ChaosReport run(Consumer<String> said) throws InterruptedException {
    said.accept("undisturbed");
    ChaosRun.Result calm = new ChaosRun(workload, directory.resolve("calm"), said).run(List.of());
    said.accept(
        "%,d kills, %,d pauses, %,d full disks, %,d damaged checkpoints, %.3g times as fast"
            .formatted(
                blows.kills(), blows.pauses(), blows.fullDisks(), blows.damages(), overload));
    List<String> processes =
        new ArrayList<>(
            List.of(
                "broker",
                "registry",
                LocalCluster.JOB_MANAGER,
                "ingest",
                "evaluator",
                LocalCluster.PUBLISHER));
    for (int i = 1; i <= workload.taskManagers(); i++) {
      processes.add("taskmanager-" + i);
    }
    ChaosRun.Result struck =
        new ChaosRun(workload.times(overload), directory.resolve("struck"), said)
            .run(
                Strike.schedule(
                    seed, blows, processes, LocalCluster.JOB_MANAGER, workload.samples()));
    return ChaosReport.of(this, calm, struck);
  }
}
