package dev.perennial.cli.chaos;

import dev.perennial.cli.stack.Blueprint;
import java.util.ArrayList;
import java.util.List;

/**
 * What a cluster of processes is given to do.
 *
 * @param blueprint of the cluster
 * @param taskManagers how many processes learn
 * @param stream that is published
 * @param strategy the id of the learning system, which also names the learner
 * @param publishing the options of {@code publish} that say what, without the cluster's addresses;
 *     they must end the stream with {@link #END}
 * @param rate samples published a second
 * @param samples that are learned
 */
public record Workload(
    Blueprint blueprint,
    int taskManagers,
    String stream,
    String strategy,
    List<String> publishing,
    double rate,
    long samples) {

  /** The command that ends the stream. */
  public static final String END = "end";

  /** Copies the options. */
  public Workload {
    publishing = List.copyOf(publishing);
  }

  /** The same, published so many times as fast. */
  Workload times(double factor) {
    return new Workload(
        blueprint, taskManagers, stream, strategy, publishing, rate * factor, samples);
  }

  /** The options of {@code publish}, without the cluster's addresses. */
  List<String> publisher() {
    List<String> options = new ArrayList<>(publishing);
    options.addAll(List.of("--rate", Double.toString(rate)));
    return options;
  }
}
