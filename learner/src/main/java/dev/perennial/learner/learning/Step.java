package dev.perennial.learner.learning;

/**
 * What one update did.
 *
 * @param scores what the model said about each of the batch's rows before it learned that row: the
 *     test of test-then-train. Covers the classes known before the update. A learner that learns
 *     row by row has then learned the rows before it in the batch; one that learns the batch as a
 *     whole has not, and its scores are those of {@link Learner#predict}
 * @param lossNats the loss that was minimized, replay included, before the update
 * @param replayed how many rows came from memory
 * @param memorySize how many rows memory holds afterwards
 * @param learningRate the rate of the update
 * @param refused how many updates were refused within it, where several make a step or several
 *     learners take part; the others were made
 */
public record Step(
    Scores scores,
    double lossNats,
    int replayed,
    int memorySize,
    double learningRate,
    int refused) {

  /** A step of which nothing was refused. */
  public Step(Scores scores, double lossNats, int replayed, int memorySize, double learningRate) {
    this(scores, lossNats, replayed, memorySize, learningRate, 0);
  }
}
