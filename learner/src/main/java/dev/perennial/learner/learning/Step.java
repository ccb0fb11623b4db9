package dev.perennial.learner.learning;

/**
 * What one update did.
 *
 * @param scores what the model said about the batch's rows before it learned them: the test of
 *     test-then-train. Covers the classes known before the update and rests on the inputs alone
 * @param lossNats the loss that was minimized, replay included, before the update
 * @param replayed how many rows came from memory
 * @param memorySize how many rows memory holds afterwards
 * @param learningRate the rate of the update
 */
public record Step(
    Scores scores, double lossNats, int replayed, int memorySize, double learningRate) {}
