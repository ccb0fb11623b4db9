package dev.perennial.ingest.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Arrays within arrays, as lists: what formats that can nest give as one value. */
final class Nested {

  /**
   * What stands where an array of another shape should.
   *
   * @param description for a message
   */
  record Misfit(String description) {
    @Override
    public String toString() {
      return description;
    }
  }

  private Nested() {}

  /**
   * The shape of a value by the first item of each array, outermost first; empty for what is no
   * array.
   */
  static List<Integer> shapeOf(@Nullable Object value) {
    List<Integer> shape = new ArrayList<>();
    Object inner = value;
    while (inner instanceof List<?> items) {
      shape.add(items.size());
      inner = items.isEmpty() ? null : items.get(0);
    }
    return List.copyOf(shape);
  }

  /**
   * Gives every single value of an array to {@code each}, row by row.
   *
   * @return what breaks the shape; empty if nothing does
   */
  static Optional<Misfit> forEach(
      @Nullable Object value, List<Integer> shape, Consumer<@Nullable Object> each) {
    if (shape.isEmpty()) {
      each.accept(value);
      return value instanceof List
          ? Optional.of(new Misfit("an array too deep"))
          : Optional.empty();
    }
    if (!(value instanceof List<?> items)) {
      return Optional.of(new Misfit(String.valueOf(value)));
    }
    if (items.size() != shape.get(0)) {
      return Optional.of(new Misfit("an array of " + items.size()));
    }
    List<Integer> inner = shape.subList(1, shape.size());
    for (Object item : items) {
      Optional<Misfit> fault = forEach(item, inner, each);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }
}
