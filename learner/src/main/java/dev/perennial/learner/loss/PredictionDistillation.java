package dev.perennial.learner.loss;

import dev.perennial.learner.network.Statistic;
import java.util.List;
import java.util.Set;

/**
 * The model is to say of old classes what it said at the last boundary: the Kullback-Leibler
 * divergence of the two softmaxes over the classes that the teacher has learned, at a temperature,
 * a mean over rows times the temperature's square (Hinton, Vinyals and Dean, "Distilling the
 * knowledge in a neural network", 2015, section 2). Li and Hoiem, "Learning without forgetting",
 * ECCV 2016 (equations 2 and 3 of arXiv 1606.09282v3), write the cross-entropy, whose gradient is
 * the same, without the square, which here keeps the gradient's size when the temperature changes.
 *
 * <p>A class counts as learned once a row of it was in a batch; one that is only expected does not.
 *
 * @param rows where the model is asked
 * @param temperature positive
 */
record PredictionDistillation(Rehearsed rows, double temperature) implements LossTerm {

  PredictionDistillation {
    if (temperature <= 0) {
      throw new IllegalArgumentException("a temperature must be positive: " + temperature);
    }
  }

  @Override
  public String script() {
    return """
        taught = self.places(kept[1])
        %1$s
        if torch.size(taught, 0) == 0 or count == 0:
          return torch.sum(torch.narrow(logits, 0, 0, 0))
        teacher = torch.index_select(torch.narrow(teacher_logits, 0, start, count), 1, taught)
        before = torch.log_softmax(torch.div(teacher, %3$s), 1)
        now = torch.log_softmax(torch.div(torch.index_select(%2$s, 1, taught), %3$s), 1)
        divergence = torch.sum(torch.mul(torch.exp(before), torch.sub(before, now)))
        return torch.mul(divergence, %4$s / count)
        """
        .formatted(rows.span(), rows.of("logits"), temperature, temperature * temperature);
  }

  @Override
  public Set<Need> needs() {
    return rows.needs();
  }

  @Override
  public List<Statistic> statistics(int width) {
    return Taught.statistics(rows.of("prediction-distillation").replace('_', '-'));
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
