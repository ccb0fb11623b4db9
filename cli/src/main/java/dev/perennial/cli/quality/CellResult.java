package dev.perennial.cli.quality;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What one cell came to.
 *
 * @param benchmark its name
 * @param strategy the learning system
 * @param seed of the stream and of the learner
 * @param inputs the digest of {@link Cell#inputs}
 * @param code the digest of the code that made it
 * @param samples training samples learned
 * @param steps updates made
 * @param rejected samples that ingest or the learner did not take
 * @param metrics the values that exist, by their wire names
 * @param modelSha256 of the last model; what {@code perennial run} reports for the same options
 * @param samplesPerCpuSecond training samples a second of processor time in the learner, without
 *     scoring
 * @param stateBytes what the learner saves
 * @param cpuSeconds processor time of the whole cell, the reading of its data left out
 */
@JsonPropertyOrder({
  "benchmark",
  "strategy",
  "seed",
  "inputs",
  "code",
  "samples",
  "steps",
  "rejected",
  "metrics",
  "modelSha256",
  "samplesPerCpuSecond",
  "stateBytes",
  "cpuSeconds"
})
public record CellResult(
    String benchmark,
    String strategy,
    long seed,
    String inputs,
    String code,
    long samples,
    long steps,
    long rejected,
    Map<String, Double> metrics,
    String modelSha256,
    double samplesPerCpuSecond,
    long stateBytes,
    double cpuSeconds) {

  /** Copies and orders the map. */
  public CellResult {
    metrics = new TreeMap<>(metrics);
  }

  /** A metric's value; empty where it does not exist. */
  public OptionalDouble metric(String name) {
    Double value = metrics.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
