package dev.perennial.learner.learning;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a learner's state is the state of: the keys of its recipe, with their values, that decide
 * what is kept and what it means. A state goes on under the same identity only. A key that says no
 * more than how the next rows are learned, as {@code batch} and {@code learningRate} do, is not
 * part of it, nor is one that the learner does not read.
 *
 * @param keys values by key, in order; no line feed in either, no {@code =} in a key
 */
public record Identity(Map<String, String> keys) {

  /** Copies the keys and checks them. */
  public Identity {
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    keys.forEach(
        (key, value) -> {
          if (key.indexOf('=') >= 0 || key.indexOf('\n') >= 0 || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException(
                "an identity has no line feeds, and no = in a key: \"%s\", \"%s\""
                    .formatted(key, value));
          }
        });
  }

  /** The identity of a learner that only its system tells from others. */
  public static Identity of(Recipe recipe) {
    return new Identity(Map.of("strategy", recipe.strategy()));
  }

  /** The identity of a learner that fits what it keeps into the recipe's bytes. */
  public static Identity ofBudgeted(Recipe recipe) {
    return of(recipe).and("seed", recipe.seed()).and("memoryBytes", recipe.memoryBytes());
  }

  /** This and one key more; another value for a key it has. */
  public Identity and(String key, Object value) {
    Map<String, String> more = new LinkedHashMap<>(keys);
    more.put(key, value.toString());
    return new Identity(more);
  }

  /** This and all keys of another, each after a prefix. */
  public Identity and(String prefix, Identity other) {
    Map<String, String> more = new LinkedHashMap<>(keys);
    other.keys.forEach((key, value) -> more.put(prefix + key, value));
    return new Identity(more);
  }

  /** The same on rows of those features. */
  public Identity on(Features features) {
    return and("features", features.shape() + " " + features.elementType());
  }

  /**
   * What has become another, a phrase for each key: {@code memory was 500, is 200}.
   *
   * @return empty if nothing has
   */
  public List<String> changesTo(Identity now) {
    Set<String> all = new LinkedHashSet<>(keys.keySet());
    all.addAll(now.keys.keySet());
    List<String> changes = new ArrayList<>();
    for (String key : all) {
      String was = keys.getOrDefault(key, "unused");
      String is = now.keys.getOrDefault(key, "unused");
      if (!was.equals(is)) {
        changes.add("%s was %s, is %s".formatted(key, was, is));
      }
    }
    return changes;
  }

  /** A line {@code key=value} for each key, in UTF-8. */
  public byte[] toBytes() {
    StringBuilder lines = new StringBuilder();
    keys.forEach((key, value) -> lines.append(key).append('=').append(value).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What {@link #toBytes} wrote.
   *
   * @throws IllegalStateException if it did not write this
   */
  public static Identity parse(byte[] bytes) {
    Map<String, String> keys = new LinkedHashMap<>();
    // Not lines(), which end at a carriage return as well, and a value may have one.
    List<String> lines = List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", -1));
    int last = lines.size() - 1;
    if (!lines.get(last).isEmpty()) {
      throw new IllegalStateException("a saved identity ends with a line: " + lines.get(last));
    }
    for (String line : lines.subList(0, last)) {
      int equals = line.indexOf('=');
      if (equals < 0) {
        throw new IllegalStateException("a saved identity has lines key=value: " + line);
      }
      keys.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return new Identity(keys);
  }
}
