package dev.perennial.learner.loss;

import java.util.EnumSet;
import java.util.Set;

/**
 * The model is to make of rows the features that it made of them at the last boundary: half the
 * squared distance, a mean over rows. The feature-level distillation of Cappellazzo, Falavigna and
 * Brutti, "An investigation of the combination of rehearsal and knowledge distillation in continual
 * learning for spoken language understanding", Interspeech 2023, and of Smith et al., "A closer
 * look at rehearsal-free continual learning", CVPR workshops 2023.
 *
 * @param rows where the model is asked
 */
record FeatureDistillation(Rehearsed rows) implements LossTerm {

  @Override
  public String script() {
    return """
        %1$s
        if torch.size(teacher_logits, 1) == 0 or count == 0:
          return torch.sum(torch.narrow(features, 0, 0, 0))
        moved = torch.sub(%2$s, torch.narrow(teacher_features, 0, start, count))
        return torch.div(torch.sum(torch.mul(moved, moved)), 2. * count)
        """
        .formatted(rows.span(), rows.of("features"));
  }

  @Override
  public Set<Need> needs() {
    Set<Need> needs = EnumSet.copyOf(rows.needs());
    needs.add(Need.FEATURES);
    return needs;
  }
}
