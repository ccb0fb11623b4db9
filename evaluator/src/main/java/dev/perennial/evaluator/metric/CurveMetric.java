package dev.perennial.evaluator.metric;

import java.util.Optional;

/**
 * A metric that is read off learning curves, the learner's and perhaps those of the expert it is
 * compared with. The mean over tasks; a task for which it is undefined does not enter. Stateless
 * and thread-safe.
 */
public interface CurveMetric {

  /** Why metrics against an expert are absent where there is none. */
  String NO_EXPERT = "no expert is named, or it has not answered yet";

  /** The metric's name on the wire, in kebab-case. */
  String name();

  /** Its value; absent, with the reason, where no task enters. */
  Measured of(LearningCurves curves, Optional<LearningCurves> expert);
}
