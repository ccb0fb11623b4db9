package dev.perennial.ingest.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column as its file declares it.
 *
 * @param name as the file has it
 * @param categories the values it can have, in their order; empty unless the file declares them
 * @param shape of the arrays it holds, outermost dimension first; empty for a single value
 */
record Field(String name, List<String> categories, List<Integer> shape) {

  /** Copies the lists. */
  Field {
    categories = List.copyOf(categories);
    shape = List.copyOf(shape);
  }

  /** A column of single values about which no more is said. */
  static Field of(String name) {
    return new Field(name, List.of(), List.of());
  }

  /** A column of values that the file lists. */
  static Field of(String name, List<String> categories) {
    return new Field(name, categories, List.of());
  }

  /** A column whose value in the first row is this: of arrays like it, or of single values. */
  static Field like(String name, @Nullable Object first) {
    return new Field(name, List.of(), Nested.shapeOf(first));
  }
}
