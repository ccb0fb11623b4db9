package dev.perennial.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The parts of a learning system, each {@code id} or {@code id:number,number}. */
final class PartOptions {

  @Option(
      names = "--loss",
      paramLabel = "SUM",
      description = "terms and weights, for example \"asymmetric + replay:0.5\"")
  private Optional<String> loss = Optional.empty();

  @Option(names = "--update", paramLabel = "PART", description = "which rows memory keeps")
  private Optional<String> update = Optional.empty();

  @Option(names = "--retrieval", paramLabel = "PART", description = "which kept rows come back")
  private Optional<String> retrieval = Optional.empty();

  @Option(names = "--gradient", paramLabel = "PART", description = "what happens to the gradient")
  private Optional<String> gradient = Optional.empty();

  @Option(names = "--weights", paramLabel = "PART", description = "what happens to the weights")
  private Optional<String> weights = Optional.empty();

  @Option(names = "--penalty", paramLabel = "PART", description = "what holds the weights")
  private Optional<String> penalty = Optional.empty();

  @Option(names = "--classifier", paramLabel = "PART", description = "what answers on the features")
  private Optional<String> classifier = Optional.empty();

  @Option(
      names = "--features",
      paramLabel = "PART",
      description = "what a learner without a network sees")
  private Optional<String> features = Optional.empty();

  /** Those that were given, under the recipe's names. */
  Map<String, Object> stated() {
    Map<String, Object> stated = new LinkedHashMap<>();
    loss.ifPresent(value -> stated.put("loss", value));
    update.ifPresent(value -> stated.put("update", value));
    retrieval.ifPresent(value -> stated.put("retrieval", value));
    gradient.ifPresent(value -> stated.put("gradient", value));
    weights.ifPresent(value -> stated.put("weights", value));
    penalty.ifPresent(value -> stated.put("penalty", value));
    classifier.ifPresent(value -> stated.put("classifier", value));
    features.ifPresent(value -> stated.put("features", value));
    return stated;
  }
}
