package dev.perennial.cli.pipeline;

import java.util.Optional;

/**
 * A record as it stands on a topic.
 *
 * @param partition the partition it was read from
 * @param offset its place there
 * @param key its key as UTF-8 text, empty if it has none
 * @param value what its bytes hold, empty exactly if they are no record of the topic
 * @param fault why they are none, empty exactly if they are
 */
public record Received<T>(
    int partition, long offset, Optional<String> key, Optional<T> value, Optional<String> fault) {

  /** Checks that there is a value or a fault, not both. */
  public Received {
    if (value.isPresent() == fault.isPresent()) {
      throw new IllegalArgumentException("a record has either a value or a fault");
    }
  }

  /**
   * The value of a record that an application of ours wrote.
   *
   * @throws IllegalStateException if its bytes are no record of the topic
   */
  public T orThrow() {
    return value.orElseThrow(
        () ->
            new IllegalStateException(
                "partition %d offset %d: %s".formatted(partition, offset, fault.orElse(""))));
  }
}
