package dev.perennial.evaluator.alert;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import dev.perennial.evaluator.alert.Condition.Kind;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.schemas.settings.Problems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A rule of the section {@code evaluator.alerts}, as the user states it: not checked before {@link
 * #check}.
 *
 * @param metric the metric it is about, one that is about all tasks, or {@value #LAG}
 * @param above the value must not be above; exactly one of {@code above}, {@code below}, {@code
 *     drop} and {@code rise} is stated
 * @param below the value must not be below
 * @param drop the value must not be further below the highest of the window
 * @param rise the value must not be further above the lowest of the window
 * @param window over how many of the newest values, in [2, {@value #MOST_WINDOW}]; stated for drop
 *     and rise only
 * @param clear from here on the alert ends; the threshold itself where it is left out
 * @param after on how many bad values in a row it begins, at least 1
 * @param stream the stream it is for, or {@code *} for all
 * @param learner the learner it is for, or {@code *} for all
 */
@JsonDeserialize(builder = AlertRule.Builder.class)
public record AlertRule(
    String metric,
    OptionalDouble above,
    OptionalDouble below,
    OptionalDouble drop,
    OptionalDouble rise,
    OptionalInt window,
    OptionalDouble clear,
    int after,
    String stream,
    String learner) {

  /** Not a metric of the topic: how many entries the learner job has not read. */
  public static final String LAG = "lag";

  /** The longest window: so many values are kept for each learner. */
  public static final int MOST_WINDOW = 1_000;

  private static final String ALL = "*";

  /**
   * The names that a rule may be about: of metrics of all tasks, and {@value #LAG}.
   *
   * @param evaluationWindow that of the windowed metrics, which is part of their names
   */
  public static List<String> metrics(int evaluationWindow) {
    List<String> names = new ArrayList<>(Metrics.names(evaluationWindow));
    names.add(LAG);
    return names;
  }

  /**
   * Notes everything that is wrong.
   *
   * @param problems those of the section the rules stand in
   * @param key where the rule stands in it
   * @param metrics the names of all metrics there are, lag among them
   */
  public void check(Problems problems, String key, Collection<String> metrics) {
    problems.require(
        metrics.contains(metric), key + ".metric", "must be one of " + metrics, metric);
    Map<Kind, Double> stated = stated();
    problems.require(
        stated.size() == 1, key, "must state one of above, below, drop and rise", stated.keySet());
    problems.require(after >= 1, key + ".after", "must be at least 1", after);
    if (stated.size() == 1) {
      stated.forEach((kind, threshold) -> check(problems, key, kind, threshold));
    }
  }

  private void check(Problems problems, String key, Kind kind, double threshold) {
    boolean isWindowed = kind == Kind.DROP || kind == Kind.RISE;
    problems.require(
        Double.isFinite(threshold) && (!isWindowed || threshold >= 0),
        key + "." + kind.name().toLowerCase(Locale.ROOT),
        isWindowed ? "must be finite and not negative" : "must be finite",
        threshold);
    if (isWindowed) {
      problems.within(key + ".window", window.orElse(0), 2, MOST_WINDOW);
    } else {
      problems.require(
          window.isEmpty(), key + ".window", "goes with drop and rise only", window.orElse(0));
    }
    clear.ifPresent(
        end ->
            problems.require(
                kind == Kind.BELOW ? end >= threshold : end <= threshold,
                key + ".clear",
                "must be %s %s".formatted(kind == Kind.BELOW ? "at least" : "at most", threshold),
                end));
  }

  private Map<Kind, Double> stated() {
    Map<Kind, Double> stated = new EnumMap<>(Kind.class);
    above.ifPresent(threshold -> stated.put(Kind.ABOVE, threshold));
    below.ifPresent(threshold -> stated.put(Kind.BELOW, threshold));
    drop.ifPresent(threshold -> stated.put(Kind.DROP, threshold));
    rise.ifPresent(threshold -> stated.put(Kind.RISE, threshold));
    return stated;
  }

  /** Whether it is for that learner. */
  boolean isFor(LearnerKey key) {
    return (stream.equals(ALL) || stream.equals(key.stream()))
        && (learner.equals(ALL) || learner.equals(key.learner()));
  }

  /** The condition of a rule without problems. */
  Condition condition() {
    Map.Entry<Kind, Double> stated = stated().entrySet().iterator().next();
    double threshold = stated.getValue();
    return new Condition(stated.getKey(), threshold, clear.orElse(threshold), window.orElse(1));
  }

  /** What Jackson reads a rule with: every key but the metric may be left out. */
  @JsonPOJOBuilder(withPrefix = "")
  static final class Builder {
    private String metric = "";
    private OptionalDouble above = OptionalDouble.empty();
    private OptionalDouble below = OptionalDouble.empty();
    private OptionalDouble drop = OptionalDouble.empty();
    private OptionalDouble rise = OptionalDouble.empty();
    private OptionalInt window = OptionalInt.empty();
    private OptionalDouble clear = OptionalDouble.empty();
    private int after = 1;
    private String stream = ALL;
    private String learner = ALL;

    Builder metric(String value) {
      metric = value;
      return this;
    }

    Builder above(double value) {
      above = OptionalDouble.of(value);
      return this;
    }

    Builder below(double value) {
      below = OptionalDouble.of(value);
      return this;
    }

    Builder drop(double value) {
      drop = OptionalDouble.of(value);
      return this;
    }

    Builder rise(double value) {
      rise = OptionalDouble.of(value);
      return this;
    }

    Builder window(int value) {
      window = OptionalInt.of(value);
      return this;
    }

    Builder clear(double value) {
      clear = OptionalDouble.of(value);
      return this;
    }

    Builder after(int value) {
      after = value;
      return this;
    }

    Builder stream(String value) {
      stream = value;
      return this;
    }

    Builder learner(String value) {
      learner = value;
      return this;
    }

    AlertRule build() {
      return new AlertRule(metric, above, below, drop, rise, window, clear, after, stream, learner);
    }
  }
}
