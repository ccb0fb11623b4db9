package dev.perennial.ingest.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One feature of a table.
 *
 * @param position its place in a row of the file, from 0
 * @param categories the place of each value in the one-hot code; empty for a number
 */
record Column(String name, int position, Map<String, Integer> categories) {

  /** A feature that is a number. */
  static Column number(String name, int position) {
    return new Column(name, position, Map.of());
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
    return new Column(name, position, places);
  }

  /** How many elements of the example it takes. */
  int width() {
    return isNumber() ? 1 : categories.size();
  }

  boolean isNumber() {
    return categories.isEmpty();
  }
}
