package dev.perennial.learner.snapshot;

import dev.perennial.learner.learning.Model;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model and what is worth knowing about it.
 *
 * @param model the tensors
 * @param metadata as text, in the order of the keys, for example recipe and label map
 */
public record Snapshot(Model model, Map<String, String> metadata) {

  /** Copies and orders the metadata. */
  public Snapshot {
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }
}
