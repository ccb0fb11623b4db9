package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * iCaRL (Rebuffi, Kolesnikov, Sperl and Lampert, "iCaRL: Incremental classifier and representation
 * learning", CVPR 2017): exemplars that stand for their class, classification and distillation by a
 * yes or no for each class (the paper's sigmoids, not a softmax), and the nearest mean of exemplars
 * as the answer. Exemplars are chosen at boundaries by herding.
 *
 * <p>Departures: the paper trains for epochs on all rows of a period together with the exemplars
 * and then chooses from all of them; here each batch is seen once, with as many replayed rows, and
 * exemplars are chosen from what memory kept of the period, a sample of each class. Between
 * boundaries the answer is the mean of what memory holds. The loss weighs two, for single passes at
 * the usual rate.
 */
public record Icarl() implements Strategy {

  @Override
  public Parts parts() {
    return Parts.ofLoss("binary-distillation:2")
        .withUpdate("herding")
        .withClassifier("nearest-exemplar");
  }
}
