package dev.perennial.cli.report;

import dev.perennial.cli.pipeline.CurvePoint;
import dev.perennial.cli.pipeline.LearnerOutcome;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A line of a plot.
 *
 * @param name what it is of
 * @param points ascending in x
 */
public record Curve(String name, List<Point> points) {

  /**
   * A point of a curve.
   *
   * @param x the model's version: how many steps it had learned
   * @param y in [0, 1]
   */
  public record Point(long x, double y) {}

  /** Copies the points. */
  public Curve {
    points = List.copyOf(points);
  }

  /** A learner's accuracy on all tasks learned so far. */
  public static Curve ofTasksSoFar(LearnerOutcome learner) {
    return of(learner, CurvePoint::averageAccuracy);
  }

  /** A learner's accuracy on the first task, from its first step on. */
  public static Curve ofFirstTask(LearnerOutcome learner) {
    return of(learner, point -> point.accuracyOn(0));
  }

  private static Curve of(LearnerOutcome learner, Function<CurvePoint, OptionalDouble> value) {
    return new Curve(
        learner.learner(),
        learner.curve().stream()
            .filter(point -> point.version() > 0 && value.apply(point).isPresent())
            .map(point -> new Point(point.version(), value.apply(point).getAsDouble()))
            .toList());
  }
}
