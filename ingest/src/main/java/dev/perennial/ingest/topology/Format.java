package dev.perennial.ingest.topology;

import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.Tensor;
import java.util.List;

/** What the tensors of a stream have in common: element type and shape. */
record Format(ElementType elementType, List<Integer> shape) {

  Format {
    shape = List.copyOf(shape);
  }

  /** The format of a tensor. */
  static Format of(Tensor tensor) {
    return new Format(tensor.getElementType(), tensor.getShape());
  }

  /** Whether a tensor has this format. Linear in the dimensions, allocates nothing. */
  boolean fits(Tensor tensor) {
    return tensor.getElementType() == elementType && shape.equals(tensor.getShape());
  }

  /** How many elements a tensor has. */
  int elements() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  @Override
  public String toString() {
    return elementType + " " + shape;
  }
}
