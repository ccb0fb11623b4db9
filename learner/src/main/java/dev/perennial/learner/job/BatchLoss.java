package dev.perennial.learner.job;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Scores;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What an update did to the loss on its own batch: the input of plasticity (Elsayed and Mahmood,
 * "Addressing loss of plasticity and catastrophic forgetting in continual learning", ICLR 2024).
 *
 * @param beforeNats mean cross-entropy of the batch's predictions, each made before its row was
 *     learned; a learner that goes row by row had then learned the rows before it
 * @param afterNats the same of the model after the update
 */
record BatchLoss(double beforeNats, double afterNats) {

  /**
   * The loss on a batch that was just learned; empty if the class of a row was unknown before, or
   * the loss is not finite. One more prediction of the batch, which changes nothing.
   *
   * @param before what was said of the batch before it was learned
   */
  static Optional<BatchLoss> of(Batch batch, Scores before, Learner after) {
    OptionalDouble beforeNats = before.wholeLossNats(batch);
    if (beforeNats.isEmpty()) {
      return Optional.empty();
    }
    OptionalDouble afterNats = after.predict(batch.inputs()).wholeLossNats(batch);
    return afterNats.isEmpty()
        ? Optional.empty()
        : Optional.of(new BatchLoss(beforeNats.getAsDouble(), afterNats.getAsDouble()));
  }
}
