package dev.perennial.cli.report;

import dev.perennial.cli.pipeline.CurvePoint;
import dev.perennial.cli.pipeline.Deliveries;
import dev.perennial.cli.pipeline.LearnerOutcome;
import dev.perennial.cli.pipeline.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Outcomes with values that are easy to follow. */
final class Samples {

  private static final String SHA = "0123456789ab".repeat(5) + "cdef";

  private Samples() {}

  static LearnerOutcome learner(String name) {
    return new LearnerOutcome(
        name,
        List.of(
            List.of(OptionalDouble.of(0.9), OptionalDouble.empty()),
            List.of(OptionalDouble.of(0.5), OptionalDouble.of(0.8))),
        List.of(OptionalDouble.of(0.1), OptionalDouble.of(0.2)),
        // (0.85 - 0.25) / (1 - 0.25) = 0.8: with kappa-temporal 0.8, repeating gives 0.25.
        Map.of(
            "average-accuracy",
            0.65,
            "backward-transfer",
            -0.4,
            "prequential-accuracy",
            0.85,
            "kappa-temporal",
            0.8),
        1200,
        SHA,
        new Deliveries.Count(0, 0),
        List.of(
            new CurvePoint(0, 0, OptionalDouble.empty(), Map.of(0, 0.1, 1, 0.2)),
            new CurvePoint(1, 600, OptionalDouble.of(0.9), Map.of(0, 0.9)),
            new CurvePoint(2, 1200, OptionalDouble.of(0.65), Map.of(0, 0.5, 1, 0.8))));
  }

  static Outcome outcome(String... learners) {
    return new Outcome(
        List.of("zero", "one"),
        12_000,
        3,
        Optional.of(new Outcome.Refusals(20, "loss-not-finite: the loss is NaN")),
        Duration.ofSeconds(8),
        List.of(learners).stream().map(Samples::learner).toList());
  }
}
