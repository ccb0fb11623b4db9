package dev.perennial.learner.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.perennial.learner.network.Statistic;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Residence;
import dev.perennial.learner.step.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A loss term alone, without a network: rows, features and the teacher's words are given. */
final class TermOnRows implements AutoCloseable {

  /** Rows: a logit per class, features, and the class. */
  record Rows(float[][] logits, float[][] features, int... labels) {}

  private static final String METHODS =
      """
        def value(self, arguments: List[Tensor], kept: List[Tensor]) -> Tensor:
          s = arguments
          return self.term(s[0], s[1], s[2], s[3], s[4], s[5], s[0], s[1], s[6], s[7], s[2], kept, kept)
        def loss(self, none: Tensor) -> Tensor:
          return torch.reshape(self.value(self.state[1:9], self.state[9:]), [1])
        def gradient(self, none: Tensor) -> Tensor:
          leaf = torch.detach(self.state[1]).requires_grad_(True)
          loss = self.value([leaf] + self.state[2:9], self.state[9:])
          return torch._unwrap_optional(torch.autograd.grad([loss], [leaf])[0])
        def learned(self, none: Tensor) -> Tensor:
          s = self.state[1:9]
          self.track(s[2], s[1], s[5], s[4], self.state[9:])
          return self.state[1]
        def ended(self, none: Tensor) -> Tensor:
          self.boundary(self.state[9:])
          return self.state[1]
      """;

  private final NDManager manager = NDManager.newBaseManager();
  private final List<NDArray> kept = new ArrayList<>();
  private final Program program;
  private final int classes;
  private final int width;

  TermOnRows(LossTerm term, int classes, int width) {
    this.classes = classes;
    this.width = width;
    for (Statistic statistic : term.statistics(width)) {
      kept.add(manager.zeros(new Shape(statistic.shape(classes))));
    }
    String tracked =
        "features: Tensor, labels: Tensor, replay_features: Tensor, replay_labels: Tensor,"
            + " kept: List[Tensor]";
    String script =
        Residence.host(manager).methods()
            + method("term(self, " + LossTerm.ARGUMENTS + ") -> Tensor", term.script())
            + method("track(self, " + tracked + ") -> int", term.track())
            + method("boundary(self, kept: List[Tensor]) -> int", term.atBoundary())
            + METHODS;
    this.program = new Program(manager, new Script(script));
  }

  private static String method(String signature, String body) {
    return "  def %s:\n".formatted(signature)
        + body.lines().map(line -> "    " + line + "\n").collect(Collectors.joining());
  }

  /**
   * The step's rows from now on, and what the teacher says of the batch's and then the replayed.
   */
  void see(Rows batch, Rows replay, Rows teacher) {
    List<NDArray> state = new ArrayList<>();
    state.add(manager.zeros(new Shape(1)));
    for (Rows rows : List.of(batch, replay)) {
      state.add(matrix(rows.logits(), classes));
      state.add(
          rows.labels().length == 0
              ? manager.create(new Shape(0), DataType.INT64)
              : manager.create(rows.labels()).toType(DataType.INT64, false));
      state.add(matrix(rows.features(), width));
    }
    int known = teacher.logits().length == 0 ? 0 : teacher.logits()[0].length;
    state.add(matrix(teacher.logits(), known));
    state.add(matrix(teacher.features(), width));
    state.addAll(kept);
    program.bind(state);
  }

  private NDArray matrix(float[][] rows, int columns) {
    return rows.length == 0
        ? manager.zeros(new Shape(0, columns))
        : columns == 0 ? manager.zeros(new Shape(rows.length, 0)) : manager.create(rows);
  }

  /** The term's value. */
  float loss() {
    return run("loss")[0];
  }

  /** Its gradient by the batch's logits, row by row. */
  float[] gradient() {
    try (NDArray result = program.train("gradient", manager.zeros(new Shape(1)))) {
      return result.toFloatArray();
    }
  }

  /** A step learned the rows. */
  void learned() {
    run("learned");
  }

  /** A learning period ended. */
  void boundary() {
    run("ended");
  }

  /** One of the term's statistics. */
  float[] kept(int which) {
    return kept.get(which).toFloatArray();
  }

  private float[] run(String method) {
    try (NDArray result = program.run(method, manager.zeros(new Shape(1)))) {
      return result.toFloatArray();
    }
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
