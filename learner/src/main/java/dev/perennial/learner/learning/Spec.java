package dev.perennial.learner.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A part as a recipe writes it: {@code id} or {@code id:number,number}.
 *
 * @param id which part
 * @param numbers its arguments; may be empty
 */
public record Spec(String id, List<Double> numbers) {

  private static final int MOST_WHOLE = 1_000_000;

  private static final Pattern FORM =
      Pattern.compile("[a-z][a-z0-9-]*(:[-+.0-9eE]+(,[-+.0-9eE]+)*)?");

  /** Copies the list. */
  public Spec {
    numbers = List.copyOf(numbers);
  }

  /**
   * Reads one part.
   *
   * @throws IllegalArgumentException if it is not of the form, or a number is none or not finite
   */
  public static Spec parse(String text) {
    String trimmed = text.strip();
    if (!FORM.matcher(trimmed).matches()) {
      throw new IllegalArgumentException("must be id or id:number,number: \"%s\"".formatted(text));
    }
    int colon = trimmed.indexOf(':');
    if (colon < 0) {
      return new Spec(trimmed, List.of());
    }
    List<Double> numbers = new ArrayList<>();
    for (String number : trimmed.substring(colon + 1).split(",")) {
      numbers.add(finite(number, text));
    }
    return new Spec(trimmed.substring(0, colon), numbers);
  }

  /** Reads parts joined by {@code +}; see {@link #parse}. */
  public static List<Spec> parseSum(String text) {
    List<Spec> specs = new ArrayList<>();
    for (String part : text.split("\\s\\+\\s", -1)) {
      specs.add(parse(part));
    }
    return List.copyOf(specs);
  }

  private static double finite(String number, String text) {
    try {
      double value = Double.parseDouble(number);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException none) {
      // Told below.
    }
    throw new IllegalArgumentException("\"%s\" is not a number: \"%s\"".formatted(number, text));
  }

  /** The number at that place, or {@code standard} where the recipe gives none. */
  public double number(int place, double standard) {
    return place < numbers.size() ? numbers.get(place) : standard;
  }

  /**
   * The whole number at that place, or {@code standard} where the recipe gives none.
   *
   * @param name what it counts, for the refusal
   * @throws IllegalArgumentException if it is not a whole number of 1 to a million
   */
  public int whole(int place, String name, int standard) {
    double number = number(place, standard);
    if (number < 1 || number > MOST_WHOLE || number != Math.rint(number)) {
      throw new IllegalArgumentException(
          "%s's %s must be a whole number of 1 to %d: %s".formatted(id, name, MOST_WHOLE, this));
    }
    return (int) number;
  }

  @Override
  public String toString() {
    return numbers.isEmpty()
        ? id
        : id + numbers.stream().map(String::valueOf).collect(Collectors.joining(",", ":", ""));
  }
}
