package dev.perennial.learner.job;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Recipe;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The keys of a recipe that commands gave other values. Only those that say how the next rows are
 * learned can be set: they shape no state, and may change under it.
 *
 * @param values by key, as the commands wrote them
 */
record Overrides(Map<String, String> values) {

  /** The recipe is as the settings state it. */
  static final Overrides NONE = new Overrides(Map.of());

  /** The keys that can be set; of a learner that takes no rate from its recipe only the first. */
  private static final List<String> KEYS =
      List.of("batch", "replayBatch", "replaySteps", "learningRate", "momentum", "weightDecay");

  private static final Set<String> RECIPE =
      Arrays.stream(Recipe.class.getRecordComponents())
          .map(component -> component.getName())
          .collect(Collectors.toUnmodifiableSet());

  /** A command must not make an update so large that the job dies of it, or so long. */
  private static final int MOST_ROWS = 10_000;

  private static final int MOST_STEPS = 1_000;

  /** Every number can be written with fewer characters. */
  private static final int LONGEST_VALUE = 64;

  /** Copies the map, in the order of its keys. */
  Overrides {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /**
   * These, and others over them.
   *
   * @throws IllegalArgumentException if a value is longer than numbers are
   */
  Overrides with(Map<String, String> others) {
    others.forEach(
        (key, value) -> {
          if (value.length() > LONGEST_VALUE) {
            throw new IllegalArgumentException(
                "%s must have at most %d characters: %d"
                    .formatted(key, LONGEST_VALUE, value.length()));
          }
        });
    Map<String, String> both = new TreeMap<>(values);
    both.putAll(others);
    return new Overrides(both);
  }

  /**
   * Checks that a learner has keys, and that they can be set.
   *
   * @throws IllegalArgumentException if not, with a sentence
   */
  static void requireSettable(Set<String> keys, Recipe recipe) {
    List<String> settable = Learners.descends(recipe.strategy()) ? KEYS : KEYS.subList(0, 1);
    for (String key : keys) {
      if (!settable.contains(key)) {
        String why =
            RECIPE.contains(key) ? "shapes what is kept, or is not read" : "is no key of a recipe";
        throw new IllegalArgumentException(
            "%s %s: of %s can be set %s"
                .formatted(key, why, recipe.strategy(), String.join(", ", settable)));
      }
    }
  }

  /**
   * The recipe with these values.
   *
   * @throws IllegalArgumentException if one is no number or out of range, with the rules
   */
  Recipe over(Recipe recipe) {
    return new Recipe(
        recipe.strategy(),
        recipe.network(),
        recipe.memory(),
        whole("batch", MOST_ROWS, recipe.batch()),
        whole("replayBatch", MOST_ROWS, recipe.replayBatch()),
        whole("replaySteps", MOST_STEPS, recipe.replaySteps()),
        recipe.optimizer(),
        number("learningRate", recipe.learningRate()),
        number("momentum", recipe.momentum()),
        number("weightDecay", recipe.weightDecay()),
        recipe.seed(),
        recipe.memoryBytes(),
        recipe.parts());
  }

  private int whole(String key, int most, int stated) {
    String value = values.get(key);
    if (value == null) {
      return stated;
    }
    int whole;
    try {
      whole = Integer.parseInt(value);
    } catch (NumberFormatException none) {
      throw new IllegalArgumentException("%s must be a whole number: %s".formatted(key, value));
    }
    if (whole > most) {
      throw new IllegalArgumentException(
          "%s must be at most %d in a command: %s".formatted(key, most, value));
    }
    return whole;
  }

  private double number(String key, double stated) {
    String value = values.get(key);
    if (value == null) {
      return stated;
    }
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException none) {
      throw new IllegalArgumentException("%s must be a number: %s".formatted(key, value));
    }
  }

  /** The value of a key that can be set, as a recipe has it. */
  static Object valueOf(String key, Recipe recipe) {
    return switch (key) {
      case "batch" -> recipe.batch();
      case "replayBatch" -> recipe.replayBatch();
      case "replaySteps" -> recipe.replaySteps();
      case "learningRate" -> recipe.learningRate();
      case "momentum" -> recipe.momentum();
      case "weightDecay" -> recipe.weightDecay();
      default -> throw new IllegalArgumentException(key + " cannot be set");
    };
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(values.size());
    for (Map.Entry<String, String> entry : values.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeUTF(entry.getValue());
    }
  }

  static Overrides read(DataInput in) throws IOException {
    Map<String, String> values = new TreeMap<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      values.put(in.readUTF(), in.readUTF());
    }
    return new Overrides(values);
  }
}
