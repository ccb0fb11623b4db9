package dev.perennial.ingest.topology;

import java.util.List;

/**
 * What is kept of a stream's regimes.
 *
 * @param names of all regimes, in the order they began; at least one
 * @param current the one that holds, an index into the names
 */
record RegimeState(List<String> names, int current) {

  /** A stream that has not changed yet. */
  static final RegimeState FIRST = new RegimeState(List.of("default"), 0);

  RegimeState {
    names = List.copyOf(names);
  }

  /** The name of the regime that holds. */
  String name() {
    return names.get(current);
  }
}
