package dev.perennial.learner.learning;

import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.Tensors;
import java.util.List;

/**
 * What one row of input looks like; the same for every sample of a stream.
 *
 * @param shape the length of each dimension, outermost first; every length at least 1; images are
 *     height x width or channels x height x width
 * @param elementType the type of every element
 */
public record Features(List<Integer> shape, ElementType elementType) {

  /** Copies the shape and checks it. */
  public Features {
    shape = List.copyOf(shape);
    Tensors.count(shape);
  }

  /** Elements a row. */
  public int size() {
    return Tensors.count(shape);
  }

  /** Bytes a row. */
  public int sizeBytes() {
    return size() * Tensors.sizeOf(elementType);
  }
}
