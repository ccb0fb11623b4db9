package dev.perennial.learner.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * Devices for a machine without a GPU. A learner does on each what it does on a GPU, by the same
 * scripts but for the device's name.
 */
public final class OtherDevices {

  /** What a question is answered with where there are no values: the way on that does more. */
  private static final String ANSWERS =
      """
        def truth(self, question: Tensor) -> bool:
          return False

        def number(self, tensor: Tensor) -> float:
          return 2.

        def places(self, mask: Tensor) -> Tensor:
          return torch.arange(torch.size(mask, 0), device=mask.device)

      """;

  private static final String HERE =
      """
        def here(self, tensor: Tensor) -> Tensor:
          return torch.zeros_like(tensor, dtype=None, layout=None, device=torch.device("cpu"))

      """;

  private OtherDevices() {}

  /** The processor, whose memory Java does not look into. */
  public static Residence unseen(NDManager manager) {
    return new Apart(manager, "cpu");
  }

  /**
   * libtorch's {@code meta} device: tensors have shapes and no values. Whatever reads one fails,
   * and so does an operation on some that lie here and some on the host. What comes back where a
   * step reports is zero.
   */
  public static Residence withoutValues(NDManager manager) {
    return new Meta(new Apart(manager, "meta"), Residence.QUESTIONS);
  }

  /** As {@link #withoutValues}, but questions that a script asks as questions have an answer. */
  public static Residence answering(NDManager manager) {
    return new Meta(new Apart(manager, "meta"), ANSWERS);
  }

  /**
   * A script whose operations are ones that libtorch knows on its {@code meta} device without
   * Python, and that fail there on tensors of two devices: where it has none, or one that lets a
   * tensor of the host pass, another stands in that wants the same shapes.
   */
  public static Script completed(Script script) {
    String methods =
        script
            .methods()
            .replaceAll("torch\\.(max|min)\\((\\w+)\\)", "torch.sum($2)")
            .replace("target.addmm_(torch.t(delta), input, beta=keep, alpha=share)", ADDED)
            .replace("torch.relu_(", "self.relu(")
            .replace("torch.clamp_min(count, 1)", "torch.clamp(count, 1)");
    for (String name : STOOD_IN_FOR) {
      methods = methods.replace("torch." + name + "(", "self." + name + "(");
    }
    return new Script(methods + STAND_INS);
  }

  private static final String ADDED =
      "target.add_(self.mm(torch.t(delta), input), alpha=share * keep)";

  private static final List<String> STOOD_IN_FOR =
      List.of(
          "abs",
          "binary_cross_entropy_with_logits",
          "cat",
          "cholesky_solve",
          "clamp_min",
          "conv2d",
          "cross_entropy_loss",
          "dot",
          "index_select",
          "isinf",
          "linear",
          "logical_and",
          "logical_not",
          "logical_or",
          "mm",
          "relu",
          "where");

  /** {@code one(x, others)} is x where all lie on one device, and fails where not. */
  private static final String STAND_INS =
      """
        def one(self, x: Tensor, others: List[Tensor]) -> Tensor:
          for other in others:
            number = torch.reshape(torch.sum(torch.detach(other)), [1])
            x = torch.add(x, torch.to(number, ops.prim.dtype(x)))
          return x

        def abs(self, x: Tensor) -> Tensor:
          return torch.sqrt(torch.mul(x, x))

        def binary_cross_entropy_with_logits(self, x: Tensor, y: Tensor, weight: Optional[Tensor], positive: Optional[Tensor], reduction: int) -> Tensor:
          return torch.sum(torch.mul(x, y))

        def cat(self, parts: List[Tensor]) -> Tensor:
          return torch.cat([self.one(parts[0], parts)] + parts[1:])

        def cholesky_solve(self, x: Tensor, factor: Tensor) -> Tensor:
          return self.mm(factor, x)

        def clamp_min(self, x: Tensor, least: float) -> Tensor:
          return torch.add(torch.mul(x, torch.gt(x, least)), least)

        def conv2d(self, x: Tensor, weight: Tensor, bias: Tensor, stride: List[int], padding: List[int]) -> Tensor:
          filters = torch.reshape(torch.sum(weight, [1, 2, 3]), [1, -1, 1, 1])
          return torch.add(torch.mul(torch.sum(x, [1], True), filters), torch.reshape(bias, [1, -1, 1, 1]))

        def cross_entropy_loss(self, x: Tensor, labels: Tensor, weight: Optional[Tensor]=None, reduction: int=1) -> Tensor:
          return torch.cross_entropy_loss(self.one(x, [labels]), labels, weight, reduction)

        def dot(self, x: Tensor, y: Tensor) -> Tensor:
          return torch.sum(torch.mul(x, y))

        def index_select(self, x: Tensor, dim: int, places: Tensor) -> Tensor:
          whole = self.one(x, [places])
          if dim == 0:
            return torch.index(whole, [places])
          return torch.t(torch.index(torch.t(whole), [places]))

        def isinf(self, x: Tensor) -> Tensor:
          return torch.eq(x, inf)

        def linear(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]=None) -> Tensor:
          others = [weight]
          if bias is not None:
            others.append(bias)
          return torch.linear(self.one(x, others), weight, bias)

        def logical_and(self, x: Tensor, y: Tensor) -> Tensor:
          return torch.gt(torch.mul(x, y), 0)

        def logical_not(self, x: Tensor) -> Tensor:
          return torch.eq(x, 0)

        def logical_or(self, x: Tensor, y: Tensor) -> Tensor:
          return torch.gt(torch.add(x, y), 0)

        def mm(self, x: Tensor, y: Tensor) -> Tensor:
          return torch.mm(self.one(x, [y]), y)

        def relu(self, x: Tensor) -> Tensor:
          return torch.mul(x, torch.gt(x, 0))

        def where(self, mask: Tensor, x: Tensor, y: Tensor) -> Tensor:
          return torch.add(torch.mul(x, mask), torch.mul(y, torch.eq(mask, 0)))

      """;

  private record Meta(Apart apart, String questions) implements Residence {

    @Override
    public void release() {
      apart.release();
    }

    @Override
    public NDManager host() {
      return apart.host();
    }

    @Override
    public boolean isHost() {
      return false;
    }

    @Override
    public NDArray resident(NDArray seen) {
      return apart.resident(seen);
    }

    @Override
    public void download(NDArray resident, NDArray seen) {
      // There is nothing to see.
    }

    @Override
    public void upload(NDArray seen, NDArray resident) {
      apart.upload(seen, resident);
    }

    @Override
    public String methods() {
      String methods = apart.methods().replace(QUESTIONS, questions);
      int here = methods.indexOf("  def here(");
      int next = methods.indexOf("  def ", here + 1);
      return methods.substring(0, here) + HERE + methods.substring(next);
    }
  }
}
