package dev.perennial.ingest.topology;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** One thing that must hold for input to be accepted. Pure. */
@FunctionalInterface
interface Rule<T> {

  /** The refusal if {@code input} breaks the rule, otherwise empty. */
  Optional<Refusal> brokenBy(T input);

  /** Refuses with {@code reason} what {@code broken} holds for; {@code detail} words it. */
  static <T> Rule<T> of(String reason, Predicate<T> broken, Function<T, String> detail) {
    return input ->
        broken.test(input)
            ? Optional.of(new Refusal(reason, detail.apply(input)))
            : Optional.empty();
  }

  /** The first of {@code rules} that is broken; later rules may rely on the earlier ones. */
  static <T> Rule<T> firstOf(List<Rule<T>> rules) {
    return input -> {
      for (Rule<T> rule : rules) {
        Optional<Refusal> refusal = rule.brokenBy(input);
        if (refusal.isPresent()) {
          return refusal;
        }
      }
      return Optional.empty();
    };
  }
}
