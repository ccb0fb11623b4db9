package dev.perennial.ingest.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One feature of a table, or several in an array.
 *
 * @param position its place in a row of the file, from 0
 * @param categories the place of each value in the one-hot code; empty for numbers
 * @param shape of an array of numbers, outermost dimension first; empty for a single value
 */
record Column(String name, int position, Map<String, Integer> categories, List<Integer> shape) {

  /** A feature that is a number, or an array of numbers of some shape. */
  static Column numbers(String name, int position, List<Integer> shape) {
    return new Column(name, position, Map.of(), List.copyOf(shape));
  }

  /**
   * A feature that is one of the values.
   *
   * @throws IllegalArgumentException if there are none
   */
  static Column categories(String name, int position, List<String> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("column " + name + " must have a category");
    }
    Map<String, Integer> places = new LinkedHashMap<>();
    values.forEach(value -> places.putIfAbsent(value, places.size()));
    return new Column(name, position, places, List.of());
  }

  /** How many elements of the example it takes. */
  int width() {
    return isNumeric() ? cells() : categories.size();
  }

  /** How many numbers are kept of it: a category is its place. */
  int cells() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  boolean isNumeric() {
    return categories.isEmpty();
  }
}
