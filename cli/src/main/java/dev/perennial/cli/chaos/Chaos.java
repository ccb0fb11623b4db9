package dev.perennial.cli.chaos;

import dev.perennial.cli.cluster.LocalCluster;
import dev.perennial.cli.stack.Blueprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A trial: the same stream through two clusters, one after the other, of which the second is
 * struck.
 *
 * @param blueprint of both
 * @param directory below which both write; must exist
 * @param taskManagers of each
 * @param stream that is published
 * @param strategy the id of the learning system, which also names the learner
 * @param seed of the strikes
 * @param kills how many
 * @param pauses how many
 * @param publishing the options of {@code publish}, without the cluster's addresses
 * @param samples that are learned
 */
public record Chaos(
    Blueprint blueprint,
    Path directory,
    int taskManagers,
    String stream,
    String strategy,
    long seed,
    int kills,
    int pauses,
    List<String> publishing,
    long samples) {

  /** The command with which {@code publishing} must end the stream. */
  public static final String END = "end";

  /** Copies the options. */
  public Chaos {
    publishing = List.copyOf(publishing);
  }

  /**
   * Runs both and compares.
   *
   * @param said hears what happens, a line at a time
   * @throws InterruptedException if the thread is interrupted; both clusters are destroyed
   */
  public ChaosReport run(Consumer<String> said) throws InterruptedException {
    said.accept("undisturbed");
    ChaosRun.Result calm = clusterIn("calm", said).run(List.of());
    said.accept("%,d kills, %,d pauses".formatted(kills, pauses));
    List<String> victims =
        new ArrayList<>(
            List.of(
                "broker", "registry", "jobmanager", "ingest", "evaluator", LocalCluster.PUBLISHER));
    for (int i = 1; i <= taskManagers; i++) {
      victims.add("taskmanager-" + i);
    }
    ChaosRun.Result struck =
        clusterIn("struck", said)
            .run(Strike.schedule(seed, kills, pauses, List.copyOf(victims), samples));
    return ChaosReport.of(strategy, seed, samples, calm, struck);
  }

  private ChaosRun clusterIn(String name, Consumer<String> said) {
    return new ChaosRun(
        blueprint,
        directory.resolve(name),
        taskManagers,
        stream,
        List.of(strategy),
        publishing,
        samples,
        said);
  }
}
