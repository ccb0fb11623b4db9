package dev.perennial.learner.step;

/**
 * Which of the drawn candidates a step replays, where that depends on the model. Each is the body
 * of {@code scores_of_candidates(self, x: Tensor, labels: Tensor, candidate_x: Tensor,
 * candidate_labels: Tensor, learning_rate: float) -> Tensor}, a score per candidate; the highest
 * are replayed.
 */
public enum Selection {
  /** All candidates are replayed: memory's draw decides alone. */
  NONE(""),
  /** Those whose loss is highest. */
  LOSS("return self.losses(candidate_x, candidate_labels, self.trained())\n"),
  /**
   * Those whose loss a plain gradient step on the batch alone would raise most (Aljundi et al.,
   * "Online continual learning with maximally interfered retrieval", NeurIPS 2019, s_MI-1).
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
      """),
  /**
   * More of the classes whose prototypes are close to another's: the adaptive prototypical feedback
   * of Wei et al., "Online prototype learning for online continual learning", ICCV 2023. A class's
   * prototype is the mean of its candidates' unit-length features; a pair of classes is chosen with
   * a probability of the softmax, over pairs, of the inverse distance of their prototypes. A
   * quarter of the replay follows those probabilities, the rest the candidates, as in the authors'
   * code.
   *
   * <p>Departures: the candidates are a random draw already, so the shares become rows by D'Hondt's
   * method (a class's m-th candidate scores its share / m) and not by another draw; the rows of a
   * pair are replayed as they are, where the paper mixes them.
   */
  CONFUSION(
      """
      features = self.unit_length(self.features(candidate_x, self.trained()))
      present = self.places(self.counts(candidate_labels, self.classes()))
      members = torch.to(torch.eq(torch.unsqueeze(present, 1), torch.unsqueeze(candidate_labels, 0)), 6)
      counts = torch.sum(members, [1], True)
      shares = torch.div(counts, torch.sum(counts))
      if torch.size(present, 0) > 1:
        prototypes = torch.div(torch.mm(members, features), counts)
        between = torch.sub(torch.unsqueeze(prototypes, 1), torch.unsqueeze(prototypes, 0))
        distances = torch.clamp(torch.norm(between, 2, [2]), 0.01)
        order = torch.arange(torch.size(present, 0), device=present.device)
        itself = torch.eq(torch.unsqueeze(order, 1), torch.unsqueeze(order, 0))
        closeness = torch.masked_fill(torch.reciprocal(distances), itself, -inf)
        pairs = torch.reshape(torch.softmax(torch.flatten(closeness), 0), torch.size(closeness))
        shares = torch.add(torch.mul(shares, 0.75), torch.sum(pairs, [1], True), alpha=0.25)
      place = torch.sum(torch.mul(members, torch.cumsum(members, 1)), [0])
      return torch.div(torch.sum(torch.mul(members, shares), [0]), place)
      """);

  private final String script;

  Selection(String script) {
    this.script = script;
  }

  String script() {
    return script;
  }
}
