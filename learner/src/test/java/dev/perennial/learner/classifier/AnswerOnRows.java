package dev.perennial.learner.classifier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.perennial.learner.network.Statistic;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Residence;
import dev.perennial.learner.step.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An answer alone, without a network: the features of batch and memory are given. A row is its
 * class, then its features.
 */
final class AnswerOnRows implements AutoCloseable {

  private static final String TRACK =
      "track(self, features: Tensor, labels: Tensor, replay_features: Tensor, replay_labels:"
          + " Tensor, kept: List[Tensor]) -> int";

  private static final String METHODS =
      """
        def answering(self) -> List[Tensor]:
          return annotate(List[Tensor], [])
        def features_of(self, rows: Tensor) -> Tensor:
          return torch.narrow(rows, 1, 1, torch.size(rows, 1) - 1)
        def labels_of(self, rows: Tensor) -> Tensor:
          return torch.to(torch.select(rows, 1, 0), 4)
        def remembered(self, parameters: List[Tensor]) -> Tensor:
          return self.features_of(self.state[0])
        def remembered_labels(self) -> Tensor:
          return self.labels_of(self.state[0])
        def learn(self, rows: Tensor) -> Tensor:
          none = torch.narrow(rows, 0, 0, 0)
          self.track(self.features_of(rows), self.labels_of(rows), self.features_of(none), self.labels_of(none), self.state[1:])
          return rows
        def boundary(self, none: Tensor) -> Tensor:
          self.renew(self.state[1:])
          return none
        def score(self, features: Tensor) -> Tensor:
          logits = torch.zeros_like(torch.mm(features, torch.t(self.state[1])))
          prepared = self.prepare(self.answering(), self.state[1:])
          return torch.flatten(self.answer(features, logits, prepared))
      """;

  private final NDManager manager = NDManager.newBaseManager();
  private final List<NDArray> kept = new ArrayList<>();
  private final Program program;

  AnswerOnRows(Classifier.Answer answer, int classes, int width) {
    for (Statistic statistic : answer.statistics(width)) {
      kept.add(manager.zeros(new Shape(statistic.shape(classes))));
    }
    this.program =
        new Program(
            manager,
            new Script(
                Residence.host(manager).methods()
                    + method(TRACK, answer.track())
                    + method("renew(self, kept: List[Tensor]) -> int", answer.renew())
                    + method(
                        "prepare(self, parameters: List[Tensor], kept: List[Tensor]) ->"
                            + " List[Tensor]",
                        answer.prepare())
                    + method(
                        "answer(self, features: Tensor, logits: Tensor, prepared: List[Tensor]) ->"
                            + " Tensor",
                        answer.answer())
                    + METHODS));
    bind(manager.zeros(new Shape(0, 1L + width)));
  }

  private static String method(String signature, String body) {
    return "  def %s:\n".formatted(signature)
        + body.lines().map(line -> "    " + line + "\n").collect(Collectors.joining());
  }

  private void bind(NDArray memory) {
    List<NDArray> state = new ArrayList<>(List.of(memory));
    state.addAll(kept);
    program.bind(state);
  }

  /** Memory holds these rows from now on. */
  void remember(float[]... rows) {
    bind(manager.create(rows));
  }

  /** A step learned these rows. */
  void learn(float[]... rows) {
    program.run("learn", manager.create(rows)).close();
  }

  /** A learning period ended. */
  void boundary() {
    program.run("boundary", manager.zeros(new Shape(1))).close();
  }

  /** The scores of a row, a class each. */
  float[] scores(float... features) {
    try (NDArray scores = program.run("score", manager.create(new float[][] {features}))) {
      return scores.toFloatArray();
    }
  }

  /** One of the answer's statistics. */
  float[] kept(int which) {
    return kept.get(which).toFloatArray();
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
