package dev.perennial.learner.network;

import dev.perennial.learner.learning.Features;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Every kind of network there is, by the form of what selects it in a recipe. */
public enum Networks {
  /** Dense layers; {@code H,H,...} are the widths of the hidden ones. */
  MLP("mlp:H,H,...", Mlp.SPEC, Mlp::of),
  /** Convolutions; {@code C,C,...} are the numbers of filters, 16 and 32 where there are none. */
  CNN("cnn[:C,C,...]", Cnn.SPEC, Cnn::of);

  private final String form;
  private final Pattern spec;

  // A function without state, which its type cannot say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final BiFunction<String, Features, Network> constructor;

  Networks(String form, Pattern spec, BiFunction<String, Features, Network> constructor) {
    this.form = form;
    this.spec = spec;
    this.constructor = constructor;
  }

  /** What a recipe writes, as people read it. */
  public String form() {
    return form;
  }

  /** What a recipe's network must be, for example {@code must be mlp:H,H,... or cnn[:C,C,...]}. */
  public static String rule() {
    return Arrays.stream(values())
        .map(Networks::form)
        .collect(Collectors.joining(" or ", "must be ", ""));
  }

  /** Whether a recipe may name that; the features may still not suit it. */
  public static boolean exists(String spec) {
    return named(spec).isPresent();
  }

  /**
   * The network a recipe names.
   *
   * @param spec of one of the forms
   * @throws IllegalArgumentException if there is no such network, or it cannot take such features
   */
  public static Network of(String spec, Features features) {
    return named(spec)
        .orElseThrow(
            () -> new IllegalArgumentException("network %s: \"%s\"".formatted(rule(), spec)))
        .constructor
        .apply(spec, features);
  }

  private static Optional<Networks> named(String spec) {
    return Arrays.stream(values())
        .filter(network -> network.spec.matcher(spec).matches())
        .findFirst();
  }
}
