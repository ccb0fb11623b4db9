package dev.perennial.learner.step;

import ai.djl.ndarray.NDArray;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.network.Network;
import dev.perennial.learner.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Joins the fragments of one recipe into the program of its step.
 *
 * <p>{@code step(inputs)} learns the batch that the {@link Workspace} describes: scale, one forward
 * pass for batch and replayed rows, loss, gradient, update in place, insert into memory. Nothing
 * changes where the loss is not finite. {@code predict(inputs)} gives the logits of the first rows.
 */
public final class StepScript {

  /** Rows of a forward pass of {@code predict}: bounds what activations take. */
  private static final int PREDICTED_AT_ONCE = 256;

  private StepScript() {}

  /**
   * The script.
   *
   * @param replay the most replayed rows a step
   * @param loss the loss's TorchScript: the body of {@code loss(self, logits: Tensor, labels:
   *     Tensor, replay_logits: Tensor, replay_labels: Tensor) -> Tensor}; either pair may have no
   *     rows; {@code self.cross_entropy(logits, labels)} is the mean over rows, 0 over none
   * @throws IllegalArgumentException if a fragment draws random numbers
   */
  public static Script compose(
      Recipe recipe,
      int replay,
      Scaling scaling,
      Network network,
      String loss,
      Optimizer optimizer) {
    return new Script(
        method("forward(self, x: Tensor, parameters: List[Tensor]) -> Tensor", network.forward())
            + method(
                "loss(self, logits: Tensor, labels: Tensor, replay_logits: Tensor,"
                    + " replay_labels: Tensor) -> Tensor",
                loss)
            + method(
                "update(self, parameter: Tensor, gradient: Tensor, moments: List[Tensor],"
                    + " learning_rate: float, step: int) -> int",
                optimizer.update())
            + scaling.methods()
            + filled(
                gradient(network, optimizer) + STEP,
                recipe.batch(),
                replay,
                scaling,
                network,
                optimizer));
  }

  private static String gradient(Network network, Optimizer optimizer) {
    return switch (network.gradient()) {
      case AUTOGRAD -> AUTOGRAD;
      case DENSE ->
          method(
                  "update_dense(self, parameter: Tensor, delta: Tensor, input: Tensor, moments:"
                      + " List[Tensor], learning_rate: float, step: int) -> int",
                  optimizer.updateDense())
              + DENSE;
    };
  }

  private static String filled(
      String template,
      int batch,
      int replay,
      Scaling scaling,
      Network network,
      Optimizer optimizer) {
    int memory = 3;
    int statistics = memory + 2;
    int parameters = statistics + scaling.tensors();
    int moments = parameters + network.parameters().size();
    return template
        .replace("{memory_inputs}", "self.state[%d]".formatted(memory))
        .replace("{memory_labels}", "self.state[%d]".formatted(memory + 1))
        .replace("{statistics}", "self.state[%d:%d]".formatted(statistics, parameters))
        .replace("{parameters}", "self.state[%d:%d]".formatted(parameters, moments))
        .replace("{moments}", "self.state[%d:]".formatted(moments))
        .replace("{moments_each}", Integer.toString(optimizer.moments().size()))
        .replace("{labels}", Integer.toString(Workspace.LABELS))
        .replace("{replay_slots}", Integer.toString(Workspace.replaySlots(batch)))
        .replace("{insert_rows}", Integer.toString(Workspace.insertRows(batch, replay)))
        .replace("{insert_slots}", Integer.toString(Workspace.insertSlots(batch, replay)))
        .replace("{at_once}", Integer.toString(PREDICTED_AT_ONCE));
  }

  /**
   * The tensors a composed script works on, in its order.
   *
   * @param memory inputs, then labels
   */
  public static List<NDArray> state(
      Workspace workspace,
      List<StateTensor> memory,
      List<StateTensor> statistics,
      List<StateTensor> parameters,
      List<StateTensor> moments) {
    List<NDArray> state = new ArrayList<>(workspace.arrays());
    for (List<StateTensor> part : List.of(memory, statistics, parameters, moments)) {
      part.forEach(tensor -> state.add(tensor.array()));
    }
    return state;
  }

  private static String method(String signature, String body) {
    return "  def %s:\n".formatted(signature)
        + body.lines().map(line -> "    " + line + "\n").collect(Collectors.joining());
  }

  /** Any network: its forward pass is recorded. */
  private static final String AUTOGRAD =
      """
        def traced(self, x: Tensor) -> Tuple[Tensor, List[Tensor]]:
          leaves = annotate(List[Tensor], [])
          for parameter in {parameters}:
            leaves.append(torch.detach(parameter).requires_grad_(True))
          return self.forward(x, leaves), leaves

        def descend(self, loss: Tensor, logits: Tensor, leaves: List[Tensor], learning_rate: float, step: int) -> int:
          gradients = torch.autograd.grad([loss], leaves)
          parameters, moments = {parameters}, {moments}
          for i in range(len(parameters)):
            own = moments[i * {moments_each}:(i + 1) * {moments_each}]
            self.update(parameters[i], torch._unwrap_optional(gradients[i]), own, learning_rate, step)
          return step

      """;

  /**
   * Dense layers with ReLU between: only the loss is recorded, and gradients go straight into
   * place.
   */
  private static final String DENSE =
      """
        def traced(self, x: Tensor) -> Tuple[Tensor, List[Tensor]]:
          parameters = {parameters}
          inputs = [x]
          for i in range(len(parameters) // 2 - 1):
            inputs.append(torch.relu_(torch.linear(inputs[i], parameters[2 * i], parameters[2 * i + 1])))
          logits = torch.linear(inputs[-1], parameters[-2], parameters[-1])
          return logits.requires_grad_(True), inputs

        def descend(self, loss: Tensor, logits: Tensor, inputs: List[Tensor], learning_rate: float, step: int) -> int:
          delta = torch._unwrap_optional(torch.autograd.grad([loss], [logits])[0])
          parameters, moments = {parameters}, {moments}
          for back in range(len(inputs)):
            i = len(inputs) - 1 - back
            weight, bias = 2 * i, 2 * i + 1
            below = delta
            if i > 0:
              below = torch.threshold_backward(torch.mm(delta, parameters[weight]), inputs[i], 0)
            own = moments[weight * {moments_each}:bias * {moments_each}]
            self.update_dense(parameters[weight], delta, inputs[i], own, learning_rate, step)
            own = moments[bias * {moments_each}:(bias + 1) * {moments_each}]
            self.update(parameters[bias], torch.sum(delta, [0]), own, learning_rate, step)
            delta = below
          return step

      """;

  private static final String STEP =
      """
        def cross_entropy(self, logits: Tensor, labels: Tensor) -> Tensor:
          if torch.size(labels, 0) == 0:
            return torch.sum(logits)
          return torch.cross_entropy_loss(logits, labels)

        def step(self, inputs: Tensor) -> Tensor:
          control, result = self.state[0], self.state[2]
          rows, replayed, inserted = int(control[0]), int(control[1]), int(control[2])
          fresh, step, learning_rate = int(control[3]), int(control[4]), float(self.state[1])
          batch = torch.narrow(inputs, 0, 0, rows)
          labels = torch.narrow(control, 0, {labels}, rows)
          replay = torch.narrow(control, 0, {replay_slots}, replayed)

          statistics = {statistics}
          merged = self.merged(statistics, torch.narrow(inputs, 0, 0, fresh))
          all_rows = batch
          if replayed > 0:
            all_rows = torch.cat([batch, torch.index_select({memory_inputs}, 0, replay)])
          x = self.scaled(statistics, all_rows)

          logits, trace = self.traced(x)
          batch_logits = torch.narrow(logits, 0, 0, rows)
          replay_logits = torch.narrow(logits, 0, rows, replayed)
          loss = self.loss(batch_logits, labels, replay_logits, torch.index_select({memory_labels}, 0, replay))

          torch.narrow(result, 0, 0, 1).copy_(torch.detach(loss))
          torch.narrow(result, 0, 1, torch.numel(batch_logits)).copy_(torch.flatten(torch.detach(batch_logits)))
          if bool(torch.isfinite(loss)):
            self.descend(loss, logits, trace, learning_rate, step)
            for i in range(len(statistics)):
              statistics[i].copy_(merged[i])
            if inserted > 0:
              kept = torch.narrow(control, 0, {insert_rows}, inserted)
              slots = torch.narrow(control, 0, {insert_slots}, inserted)
              {memory_inputs}.index_copy_(0, slots, torch.index_select(batch, 0, kept))
              {memory_labels}.index_copy_(0, slots, torch.index_select(labels, 0, kept))
          return result

        def predict(self, inputs: Tensor) -> Tensor:
          rows = int(self.state[0][0])
          parts = annotate(List[Tensor], [])
          for start in range(0, rows, {at_once}):
            part = torch.narrow(inputs, 0, start, min({at_once}, rows - start))
            parts.append(self.forward(self.scaled({statistics}, part), {parameters}))
          return torch.cat(parts)
      """;
}
