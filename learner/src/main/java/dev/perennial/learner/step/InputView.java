package dev.perennial.learner.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import org.jspecify.annotations.Nullable;

/** A native view of the rows in an {@link Inputs}, kept while the same inputs come again. */
public final class InputView implements AutoCloseable {

  private final NDManager manager;
  private final Features features;
  private @Nullable Inputs seen;
  private @Nullable NDArray array;

  /** A view of rows of such features; close it before the manager. */
  public InputView(NDManager manager, Features features) {
    this.manager = manager;
    this.features = features;
  }

  /** The native type of an element. */
  public static DataType type(Features features) {
    return switch (features.elementType()) {
      case UINT8 -> DataType.UINT8;
      case FLOAT32 -> DataType.FLOAT32;
    };
  }

  /** All the rows there is room for; valid until the next call. */
  public NDArray of(Inputs inputs) {
    if (array != null && inputs == seen) {
      return array;
    }
    inputs.requireFeatures(features);
    close();
    NDArray fresh =
        manager.create(
            inputs.buffer(), new Shape(inputs.capacity(), features.size()), type(features));
    array = fresh;
    seen = inputs;
    return fresh;
  }

  @Override
  public void close() {
    if (array != null) {
      array.close();
    }
  }
}
