package dev.perennial.learner.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * The memory of a device, which Java cannot see. Only scripts name the device, so that nothing here
 * depends on which one it is: a test names the processor, and compares, or a device without values.
 */
final class Apart implements Residence {

  private final NDManager host;
  private final String device;
  private final Program transfer;

  /**
   * The memory of a device.
   *
   * @param device as libtorch calls it, for example {@code cuda:0}
   */
  Apart(NDManager host, String device) {
    this.host = host;
    this.device = device;
    this.transfer = new Program(host, new Script(onDevice(TRANSFER)));
  }

  @Override
  public void release() {
    transfer.close();
  }

  @Override
  public NDManager host() {
    return host;
  }

  @Override
  public boolean isHost() {
    return false;
  }

  @Override
  public NDArray resident(NDArray seen) {
    NDArray resident = transfer.make("resident", seen);
    resident.attach(host);
    return resident;
  }

  @Override
  public void download(NDArray resident, NDArray seen) {
    copy(resident, seen);
  }

  @Override
  public void upload(NDArray seen, NDArray resident) {
    copy(seen, resident);
  }

  private void copy(NDArray from, NDArray to) {
    transfer.bind(List.of(to));
    transfer.run("copy", from).close();
    // What is bound is not freed.
    transfer.bind(List.of());
  }

  @Override
  public String methods() {
    return QUESTIONS + onDevice(PASSAGE);
  }

  private String onDevice(String methods) {
    return methods.replace("DEVICE", "torch.device(\"%s\")".formatted(device));
  }

  private static final String TRANSFER =
      """
        def resident(self, seen: Tensor) -> Tensor:
          return torch.zeros_like(seen, dtype=None, layout=None, device=DEVICE)

        def copy(self, source: Tensor) -> Tensor:
          self.state[0].copy_(source)
          return torch.narrow(torch.flatten(self.state[0]), 0, 0, 0)

      """;

  // What goes there does not wait for what is queued: memory that is not pinned is taken over
  // before the call returns. Counting by torch's own function would ask how many classes there are.
  private static final String PASSAGE =
      """
        def there(self, tensor: Tensor) -> Tensor:
          return torch.to(tensor, DEVICE, None, True)

        def here(self, tensor: Tensor) -> Tensor:
          return torch.to(tensor, torch.device("cpu"))

        def exact(self, tensor: Tensor) -> Tensor:
          return torch.to(tensor, 7)

        def counts(self, labels: Tensor, classes: int) -> Tensor:
          none = torch.zeros([classes], dtype=4, layout=0, device=labels.device)
          return torch.scatter_add(none, 0, labels, torch.ones_like(labels))

      """;
}
