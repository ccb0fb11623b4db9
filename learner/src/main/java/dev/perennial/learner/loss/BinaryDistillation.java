package dev.perennial.learner.loss;

import dev.perennial.learner.network.Statistic;
import java.util.List;
import java.util.Set;

/**
 * iCaRL's loss (Rebuffi, Kolesnikov, Sperl and Lampert, "iCaRL: Incremental classifier and
 * representation learning", CVPR 2017, algorithm 3): a yes or no for every class, the binary
 * cross-entropy of its logit, summed over classes, a mean over batch and replayed rows together. A
 * class that the teacher has learned must say what the teacher says of the row, whatever its label;
 * any other must tell the label.
 *
 * <p>Departure: the teacher is asked anew of the row, where the paper stores what it said of every
 * row before the period began.
 */
record BinaryDistillation() implements LossTerm {

  @Override
  public String script() {
    return """
        said = logits
        of = labels
        if torch.size(replay_labels, 0) > 0:
          said = torch.cat([logits, replay_logits])
          of = torch.cat([labels, replay_labels])
        target = torch.scatter(torch.zeros_like(said), 1, torch.unsqueeze(of, 1), 1.)
        taught = self.places(kept[1])
        if torch.size(taught, 0) > 0:
          target.index_copy_(1, taught, torch.sigmoid(torch.index_select(teacher_logits, 1, taught)))
        return torch.div(torch.binary_cross_entropy_with_logits(said, target, None, None, 2), torch.size(said, 0))
        """;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.TEACHER, Need.REPLAY);
  }

  @Override
  public List<Statistic> statistics(int width) {
    return Taught.statistics("binary-distillation");
  }

  @Override
  public String track() {
    return Taught.TRACK;
  }

  @Override
  public String atBoundary() {
    return Taught.AT_BOUNDARY;
  }
}
