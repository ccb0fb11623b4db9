package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * Rehearsal and distillation together (Cappellazzo, Falavigna and Brutti, "An investigation of the
 * combination of rehearsal and knowledge distillation in continual learning for spoken language
 * understanding", Interspeech 2023): experience replay whose replayed rows must also keep the
 * features and the predictions that the last period's model gives them, the combination that the
 * paper finds best.
 *
 * <p>Departures: the strengths are ones for single passes over small images; and memory is a
 * reservoir, which needs no boundary.
 */
public record DistilledReplay() implements Strategy {

  @Override
  public Parts parts() {
    return Parts.ofLoss(
            "cross-entropy + replay + replay-prediction-distillation:0.3,2"
                + " + replay-feature-distillation:0.01")
        .withUpdate("reservoir");
  }
}
