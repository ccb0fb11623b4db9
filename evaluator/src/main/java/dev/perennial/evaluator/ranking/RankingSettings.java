package dev.perennial.evaluator.ranking;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.schemas.settings.Problems;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The section {@code evaluator.ranking}.
 *
 * @param objective what learners are ranked by: the weight of each metric, in [-1000, 1000] and not
 *     0; empty means {@link #DEFAULT_OBJECTIVE}, so that a user's own is not mixed with it
 * @param window over how many of a learner's newest evaluations each metric's mean is taken, in [1,
 *     {@value #MOST_WINDOW}]
 * @param confidence at which a challenger must be better than the champion, in (0, 1)
 * @param hold on how many evaluations of its own in a row it must be, before it is suggested, at
 *     least 1
 * @param champions the learner that others of a stream are compared with, by stream; where none is
 *     named it is the first that was ranked first, until another is suggested and takes its place
 */
public record RankingSettings(
    Map<String, Double> objective,
    int window,
    double confidence,
    int hold,
    Map<String, String> champions) {

  /** Average accuracy, less half of what is forgotten. */
  public static final Map<String, Double> DEFAULT_OBJECTIVE =
      Map.of("average-accuracy", 1.0, "forgetting", -.5);

  /** What a section that is left out means. */
  public static final RankingSettings DEFAULTS = new RankingSettings(Map.of(), 5, .95, 3, Map.of());

  /** The longest window: so many evaluations of each learner are kept. */
  public static final int MOST_WINDOW = 100;

  private static final double MOST_WEIGHT = 1_000;

  /** Checks the ranges and copies the maps. */
  public RankingSettings {
    objective = Collections.unmodifiableMap(new TreeMap<>(objective));
    champions = Map.copyOf(champions);
    Problems problems = new Problems("ranking");
    for (Map.Entry<String, Double> term : objective.entrySet()) {
      problems.require(
          Math.abs(term.getValue()) <= MOST_WEIGHT && term.getValue() != 0,
          "objective." + term.getKey(),
          "must be in [-%s, %s] and not 0".formatted(MOST_WEIGHT, MOST_WEIGHT),
          term.getValue());
    }
    problems
        .within("window", window, 1, MOST_WINDOW)
        .require(
            confidence > 0 && confidence < 1, "confidence", "must be above 0, below 1", confidence)
        .atLeast("hold", hold, 1)
        .throwIfAny();
  }

  /**
   * Notes each metric of the objective that is not folded from evaluations.
   *
   * @param evaluationWindow that of the windowed metrics, which is part of their names
   */
  public void check(Problems problems, int evaluationWindow) {
    Collection<String> known = Metrics.namesOfEvaluations(evaluationWindow);
    for (String name : objective.keySet()) {
      problems.require(
          known.contains(name), "ranking.objective", "must name metrics among " + known, name);
    }
  }

  /** The weight of each metric, by name; never empty. */
  @JsonIgnore
  SortedMap<String, Double> weights() {
    return new TreeMap<>(objective.isEmpty() ? DEFAULT_OBJECTIVE : objective);
  }
}
