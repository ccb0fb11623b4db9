package dev.perennial.learner.step;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;

/**
 * Who multiplies the matrices of dense layers. Each gives four TorchScript methods, all of which
 * take rows x features FLOAT32:
 *
 * <ul>
 *   <li>{@code dense(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor}, the layer with its
 *       ReLU, which can be recorded where the weight asks for it;
 *   <li>{@code back(self, delta: Tensor, weight: Tensor) -> Tensor}, the slope of the layer's input
 *       from that of its output;
 *   <li>{@code outer(self, delta: Tensor, input: Tensor) -> Tensor}, the slope of the weight;
 *   <li>{@code add_outer(self, target: Tensor, delta: Tensor, input: Tensor, keep: float, share:
 *       float) -> int}, which makes target {@code keep target + share outer}.
 * </ul>
 */
public enum Arithmetic {
  /** libtorch's own choice: MKL on a processor, cuBLAS on a card. */
  LIBTORCH(
      """
        def dense(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
          return torch.relu_(torch.linear(x, weight, bias))

        def back(self, delta: Tensor, weight: Tensor) -> Tensor:
          return torch.mm(delta, weight)

        def outer(self, delta: Tensor, input: Tensor) -> Tensor:
          return torch.mm(torch.t(delta), input)

        def add_outer(self, target: Tensor, delta: Tensor, input: Tensor, keep: float, share: float) -> int:
          target.addmm_(torch.t(delta), input, beta=keep, alpha=share)
          return 0

      """),

  /**
   * oneDNN for large products, libtorch's choice for small ones. MKL keeps to 256-bit registers on
   * processors that are not Intel's; oneDNN writes its code for the processor it finds, and is up
   * to twice as fast where that has 512 bits. A call costs it some 10 us, so that small products
   * stay with MKL: from which size on it pays was measured (ADR 19).
   */
  ONEDNN(
      """
        def pays(self, rows: int, weight: Tensor) -> bool:
          return rows * torch.numel(weight) >= 1300000

        def dense(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
          if self.pays(torch.size(x, 0), weight) and not weight.requires_grad:
            return ops.mkldnn._linear_pointwise(x, weight, bias, "relu", [], "")
          return torch.relu_(torch.linear(x, weight, bias))

        def back(self, delta: Tensor, weight: Tensor) -> Tensor:
          if self.pays(torch.size(delta, 0), weight):
            return ops.mkldnn._linear_pointwise(delta, torch.t(weight), None, "none", [], "")
          return torch.mm(delta, weight)

        def outer(self, delta: Tensor, input: Tensor) -> Tensor:
          if torch.numel(delta) * torch.size(input, 1) >= 4000000:
            return ops.mkldnn._linear_pointwise(torch.t(delta), torch.t(input), None, "none", [], "")
          return torch.mm(torch.t(delta), input)

        def add_outer(self, target: Tensor, delta: Tensor, input: Tensor, keep: float, share: float) -> int:
          if torch.numel(delta) * torch.size(input, 1) >= 4000000:
            if keep != 1.:
              target.mul_(keep)
            target.add_(self.outer(delta, input), alpha=share)
          else:
            target.addmm_(torch.t(delta), input, beta=keep, alpha=share)
          return 0

      """);

  private final String methods;

  Arithmetic(String methods) {
    this.methods = methods;
  }

  /** The fastest there is where the tensors lie; the same for the life of the process. */
  public static Arithmetic of(Residence residence) {
    return residence.isHost() && OneDnn.IS_THERE ? ONEDNN : LIBTORCH;
  }

  /** Not every build of libtorch has it. */
  private static final class OneDnn {
    static final boolean IS_THERE = isThere();

    private static boolean isThere() {
      try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
        new Program(manager, new Script(ONEDNN.methods)).close();
        return true;
      } catch (EngineException unknownOperator) {
        return false;
      }
    }
  }

  /** The methods. */
  public String methods() {
    return methods;
  }
}
