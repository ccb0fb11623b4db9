package dev.perennial.learner.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.perennial.learner.learning.Placement;

/**
 * Where the tensors lie that a learner's programs work on, and how numbers pass between there and
 * Java. On the host both see the same memory and nothing passes. On a device Java has a copy of
 * each tensor, which is brought up to date when somebody asks. Owned by one thread.
 */
public interface Residence {

  /**
   * How a script asks a tensor for what decides the way it goes on. On a device each question waits
   * until everything before it is done, so a step asks as seldom as it can: {@code truth(self,
   * question: Tensor) -> bool}, {@code number(self, tensor: Tensor) -> float} of one element, and
   * {@code places(self, mask: Tensor) -> Tensor}, where a vector is not zero.
   */
  String QUESTIONS =
      """
        def truth(self, question: Tensor) -> bool:
          return bool(question)

        def number(self, tensor: Tensor) -> float:
          return float(tensor)

        def places(self, mask: Tensor) -> Tensor:
          return torch.squeeze(torch.nonzero(mask), 1)

      """;

  /**
   * How a script counts rows of a class: {@code counts(self, labels: Tensor, classes: int) ->
   * Tensor}, INT64.
   */
  String COUNTS =
      """
        def counts(self, labels: Tensor, classes: int) -> Tensor:
          return torch.bincount(labels, None, classes)

      """;

  /** Memory that Java and programs share. */
  static Residence host(NDManager manager) {
    return new Host(manager);
  }

  /**
   * The memory of a place.
   *
   * @param manager of the host, which frees the tensors that this makes
   * @throws ai.djl.engine.EngineException if the engine cannot compute there
   */
  static Residence of(Placement placement, NDManager manager) {
    return placement.gpu().isPresent()
        ? new Apart(manager, "cuda:" + placement.gpu().getAsInt())
        : new Host(manager);
  }

  /** Lets go of what passes numbers; its tensors go with the manager. */
  void release();

  /** The manager of what Java sees. */
  NDManager host();

  /** Whether Java and programs see the same memory. */
  boolean isHost();

  /**
   * What programs see of a tensor of zeros that Java sees: the same on the host, else another of
   * its shape and type.
   */
  NDArray resident(NDArray seen);

  /** Java sees what programs have made of a tensor. */
  void download(NDArray resident, NDArray seen);

  /** Programs see what Java has made of a tensor. */
  void upload(NDArray seen, NDArray resident);

  /**
   * TorchScript methods: {@link #QUESTIONS}, {@link #COUNTS}; on a device also {@code there(self,
   * tensor: Tensor) -> Tensor}, the tensor on the device, {@code here}, on the host, and {@code
   * exact}, in FLOAT64.
   */
  String methods();

  /** Shared memory. */
  record Host(NDManager host) implements Residence {

    @Override
    public void release() {
      // Nothing passes.
    }

    @Override
    public boolean isHost() {
      return true;
    }

    @Override
    public NDArray resident(NDArray seen) {
      return seen;
    }

    @Override
    public void download(NDArray resident, NDArray seen) {
      // They are the same.
    }

    @Override
    public void upload(NDArray seen, NDArray resident) {
      // They are the same.
    }

    @Override
    public String methods() {
      return QUESTIONS + COUNTS;
    }
  }
}
