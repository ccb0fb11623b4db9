package dev.perennial.learner.step;

/**
 * Which of the drawn candidates a step replays, where that depends on the model. Each is the body
 * of {@code select(self, x: Tensor, labels: Tensor, candidate_x: Tensor, candidate_labels: Tensor,
 * learning_rate: float) -> Tensor}, a score per candidate; the highest are replayed.
 */
public enum Selection {
  /** All candidates are replayed: memory's draw decides alone. */
  NONE(""),
  /** Those whose loss is highest. */
  LOSS("return self.losses(candidate_x, candidate_labels, self.trained())\n"),
  /**
   * Those whose loss a plain gradient step on the batch alone would raise most (Aljundi et al.,
   * "Online continual learning with maximally interfered retrieval", NeurIPS 2019, equation 2).
   */
  INTERFERENCE(
      """
      leaves = self.leaves()
      loss = torch.mean(self.losses(x, labels, leaves))
      gradients = self.gradients(loss, leaves, False)
      stepped = annotate(List[Tensor], [])
      for i in range(len(leaves)):
        stepped.append(torch.sub(torch.detach(leaves[i]), gradients[i], alpha=learning_rate))
      after = self.losses(candidate_x, candidate_labels, stepped)
      return torch.sub(after, self.losses(candidate_x, candidate_labels, self.trained()))
      """);

  private final String script;

  Selection(String script) {
    this.script = script;
  }

  String script() {
    return script;
  }
}
