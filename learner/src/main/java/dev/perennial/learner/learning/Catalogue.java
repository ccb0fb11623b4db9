package dev.perennial.learner.learning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The parts of one kind that a recipe may name, in the order in which they are told. Immutable.
 *
 * @param <T> the kind of part
 */
public final class Catalogue<T> {

  private record Entry<T>(String form, Function<Spec, T> constructor) {

    /** How many numbers the form names. */
    int arguments() {
      int colon = form.indexOf(':');
      return colon < 0 ? 0 : form.substring(colon).split(",", -1).length;
    }
  }

  private final String kind;
  private final Map<String, Entry<T>> entries;

  private Catalogue(String kind, Map<String, Entry<T>> entries) {
    this.kind = kind;
    this.entries = entries;
  }

  /**
   * A catalogue without entries.
   *
   * @param kind what its parts are, for messages: a noun
   */
  public static <T> Catalogue<T> of(String kind) {
    return new Catalogue<>(kind, Map.of());
  }

  /**
   * The catalogue with one entry more.
   *
   * @param form {@code id} or {@code id:NAME,NAME}, a name for every number it may be given
   * @param constructor makes the part; throws IllegalArgumentException for numbers out of range
   */
  public Catalogue<T> with(String form, Function<Spec, T> constructor) {
    Map<String, Entry<T>> more = new LinkedHashMap<>(entries);
    int colon = form.indexOf(':');
    more.put(colon < 0 ? form : form.substring(0, colon), new Entry<>(form, constructor));
    return new Catalogue<>(kind, more);
  }

  /** Every form, as people read it. */
  public List<String> forms() {
    return entries.values().stream().map(Entry::form).toList();
  }

  /**
   * The part a recipe names.
   *
   * @throws IllegalArgumentException if there is none, or it is given numbers it does not take
   */
  public T part(Spec spec) {
    Entry<T> entry = entries.get(spec.id());
    if (entry == null) {
      throw new IllegalArgumentException(
          "%s must be one of %s: %s".formatted(kind, String.join(", ", forms()), spec));
    }
    if (spec.numbers().size() > entry.arguments()) {
      throw new IllegalArgumentException(
          "%s %s takes at most %d numbers: %s"
              .formatted(kind, entry.form(), entry.arguments(), spec));
    }
    return entry.constructor().apply(spec);
  }

  /** {@link #part(Spec)}, from the text. */
  public T part(String text) {
    return part(Spec.parse(text));
  }
}
