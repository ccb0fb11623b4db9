package dev.perennial.learner.learning;

import dev.perennial.schemas.settings.Problems;
import java.io.Serializable;

/**
 * How a learner is made up; everything its result depends on beside the stream.
 *
 * @param strategy the id of the learning system, for example {@code auto}
 * @param network {@code mlp:H,H,...} (hidden layers' widths) or {@code cnn}
 * @param memory the most rows kept for replay, at least 1
 * @param batch rows an update, at least 1
 * @param replayBatch rows replayed an update, at least 0
 * @param replaySteps updates a batch, each with a fresh replay, at least 1
 * @param optimizer the id of the optimizer, for example {@code sgd}
 * @param learningRate positive
 * @param momentum of sgd, in [0, 1)
 * @param weightDecay at least 0; times the rate below 1, or parameters would grow by their decay
 * @param seed where every random number comes from
 * @param memoryBytes the most bytes of state a learner that sizes itself may take, at least 1: sums
 *     and kept rows, without which samples these are, its parameters' gradients and other scratch
 * @param parts what replaces the strategy's own parts
 */
public record Recipe(
    String strategy,
    String network,
    int memory,
    int batch,
    int replayBatch,
    int replaySteps,
    String optimizer,
    double learningRate,
    double momentum,
    double weightDecay,
    long seed,
    long memoryBytes,
    Parts parts)
    implements Serializable {

  /**
   * What somebody who knows nothing of the stream should have; another strategy gets 10 + 10 rows
   * an update, 500 kept, at a rate of 0.05.
   */
  public static final Recipe DEFAULTS =
      new Recipe(
          "auto",
          "mlp:400,400",
          500,
          10,
          10,
          1,
          "sgd",
          0.05,
          0.0,
          0.0,
          1,
          2_000_000,
          Parts.DEFAULTS);

  /** Checks the ranges; whether the ids exist is for whoever builds the learner to say. */
  public Recipe {
    new Problems("recipe")
        .notBlank("strategy", strategy)
        .notBlank("network", network)
        .notBlank("optimizer", optimizer)
        .atLeast("memory", memory, 1)
        .atLeast("batch", batch, 1)
        .atLeast("replayBatch", replayBatch, 0)
        .atLeast("replaySteps", replaySteps, 1)
        .require(
            learningRate > 0 && Double.isFinite(learningRate),
            "learningRate",
            "must be positive",
            learningRate)
        .require(momentum >= 0 && momentum < 1, "momentum", "must be in [0, 1)", momentum)
        .require(
            weightDecay >= 0 && Double.isFinite(weightDecay),
            "weightDecay",
            "must not be negative",
            weightDecay)
        .require(
            !(learningRate * weightDecay >= 1),
            "weightDecay",
            "must be below 1 / learningRate",
            weightDecay)
        .require(memoryBytes >= 1, "memoryBytes", "must be positive", memoryBytes)
        .throwIfAny();
  }

  /** A recipe with the default byte budget and the strategy's own parts. */
  public Recipe(
      String strategy,
      String network,
      int memory,
      int batch,
      int replayBatch,
      int replaySteps,
      String optimizer,
      double learningRate,
      double momentum,
      double weightDecay,
      long seed) {
    this(
        strategy,
        network,
        memory,
        batch,
        replayBatch,
        replaySteps,
        optimizer,
        learningRate,
        momentum,
        weightDecay,
        seed,
        DEFAULTS.memoryBytes(),
        Parts.DEFAULTS);
  }

  /** The same with another learning system. */
  public Recipe withStrategy(String other) {
    return with(other, batch, seed, memoryBytes, parts);
  }

  /** The same with another number of rows an update. */
  public Recipe withBatch(int other) {
    return with(strategy, other, seed, memoryBytes, parts);
  }

  /** The same with another seed. */
  public Recipe withSeed(long other) {
    return with(strategy, batch, other, memoryBytes, parts);
  }

  /** The same with another byte budget. */
  public Recipe withMemoryBytes(long other) {
    return with(strategy, batch, seed, other, parts);
  }

  /** The same with other parts. */
  public Recipe withParts(Parts other) {
    return with(strategy, batch, seed, memoryBytes, other);
  }

  private Recipe with(
      String otherStrategy, int otherBatch, long otherSeed, long otherBytes, Parts otherParts) {
    return new Recipe(
        otherStrategy,
        network,
        memory,
        otherBatch,
        replayBatch,
        replaySteps,
        optimizer,
        learningRate,
        momentum,
        weightDecay,
        otherSeed,
        otherBytes,
        otherParts);
  }
}
