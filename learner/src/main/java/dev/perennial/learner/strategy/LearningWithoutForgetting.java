package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * Learning without forgetting (Li and Hoiem, ECCV 2016; figure 3 of arXiv 1606.09282v3): of older
 * periods nothing is kept but the model as it was when the last one ended, and the model must still
 * say of new rows what that teacher says of them. Its strength and temperature are the paper's, 1
 * and 2, but the term is multiplied by the temperature's square, which the paper's is not. Before
 * the first boundary, and without boundaries, it is its loss on the batch alone.
 *
 * <p>The paper has an output layer for each task, whose softmax the others do not enter. Without
 * knowing the task, the softmax of the batch runs over all classes, that of the teacher over those
 * it learned, and new classes still push old ones away: where each period brings new classes, this
 * remembers little more than fine-tuning. The loss {@code asymmetric + prediction-distillation}
 * remembers more, but learns nothing from a batch of one class. Departures: the model learns in one
 * pass, without a warm-up of the new classes' weights; and the teacher is asked of each batch as it
 * comes, where the paper notes its answers before the task begins, which is the same.
 *
 * @param target what the teacher is asked for
 */
public record LearningWithoutForgetting(Target target) implements Strategy {

  /** What the teacher says that the model must still say. */
  public enum Target {
    /** How likely each old class is. */
    PREDICTIONS("prediction-distillation:1,2"),
    /**
     * The features, as in Smith et al., "A closer look at rehearsal-free continual learning", CVPR
     * workshops 2023; the strength is one for single passes over small images.
     */
    FEATURES("feature-distillation:0.1");

    private final String term;

    Target(String term) {
      this.term = term;
    }
  }

  @Override
  public Parts parts() {
    return Parts.ofLoss("cross-entropy + " + target.term);
  }
}
