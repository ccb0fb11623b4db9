package dev.perennial.evaluator.web;

import dev.perennial.evaluator.board.AlertsSnapshot;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.schemas.Alert;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code perennial_alert_firing{stream,learner,rule}}: 1 while a learner breaks a rule and 0 while
 * it does not, for each rule that is for it. One scrape at a time.
 */
final class AlertGauges {

  private final Board board;
  private final MultiGauge gauges;

  AlertGauges(Board board, MeterRegistry registry) {
    this.board = board;
    this.gauges =
        MultiGauge.builder("perennial.alert.firing")
            .description("Whether a learner breaks a rule of evaluator.alerts: 1 or 0")
            .register(registry);
  }

  /** Reads the board anew. */
  void update() {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (LearnerKey learner : board.underRules()) {
      board.alerts(learner).ifPresent(snapshot -> rows.addAll(rows(learner, snapshot)));
    }
    gauges.register(rows, true);
  }

  private static List<MultiGauge.Row<?>> rows(LearnerKey learner, AlertsSnapshot snapshot) {
    Set<String> broken = snapshot.firing().stream().map(Alert::getRule).collect(Collectors.toSet());
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (String rule : snapshot.rules()) {
      Tags tags = Tags.of("stream", learner.stream(), "learner", learner.learner(), "rule", rule);
      rows.add(MultiGauge.Row.of(tags, broken.contains(rule) ? 1 : 0));
    }
    return rows;
  }
}
