package dev.perennial.evaluator.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.board.AlertsSnapshot;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.schemas.Alert;
import dev.perennial.schemas.AlertState;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AlertGaugesTest {

  private static final LearnerKey LEARNER = new LearnerKey("s", "er");

  private final Board board = new Board();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AlertGauges gauges = new AlertGauges(board, registry);

  private List<String> lines() {
    gauges.update();
    return registry.scrape().lines().filter(line -> !line.startsWith("#")).sorted().toList();
  }

  private static AlertsSnapshot snapshot(List<Alert> firing) {
    return new AlertsSnapshot(new TreeSet<>(List.of("forgets", "worst")), firing);
  }

  @Test
  void areOneWhileAnAlertFiresAndZeroBeforeAndAfter() {
    Alert alert =
        new Alert(
            "s", "er", "forgets", AlertState.FIRING, "forgetting", .3, "", 1L, 1L, Instant.EPOCH);
    String forgets = "perennial_alert_firing{learner=\"er\",rule=\"forgets\",stream=\"s\"} ";
    String worst = "perennial_alert_firing{learner=\"er\",rule=\"worst\",stream=\"s\"} ";

    board.publish(LEARNER, snapshot(List.of()));
    assertThat(lines()).containsExactly(forgets + "0.0", worst + "0.0");
    board.publish(LEARNER, snapshot(List.of(alert)));
    assertThat(lines()).containsExactly(forgets + "1.0", worst + "0.0");
    board.publish(LEARNER, snapshot(List.of()));
    assertThat(lines()).containsExactly(forgets + "0.0", worst + "0.0");
    board.withdrawAlerts(LEARNER);
    assertThat(lines()).isEmpty();
  }
}
