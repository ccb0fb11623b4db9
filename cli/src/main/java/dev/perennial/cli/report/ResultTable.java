package dev.perennial.cli.report;

import dev.perennial.cli.pipeline.LearnerOutcome;
import dev.perennial.cli.pipeline.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What a run came to, as lines of text: the accuracy matrix of each learner, then its metrics. */
public final class ResultTable {

  private static final int MOST_TASKS_SHOWN = 10;

  private ResultTable() {}

  /** The lines for an outcome. */
  public static List<String> lines(Outcome outcome) {
    List<String> lines = new ArrayList<>();
    for (LearnerOutcome learner : outcome.learners()) {
      if (!learner.accuracyMatrix().isEmpty() && outcome.tasks().size() <= MOST_TASKS_SHOWN) {
        lines.addAll(matrix(outcome.tasks(), learner));
        lines.add("");
      }
    }
    lines.addAll(metrics(outcome));
    lines.add("");
    lines.add(
        "%s samples in %.1f s, %s a second; %s rejected"
            .formatted(
                Figures.count(outcome.samples()),
                outcome.wallSeconds(),
                Figures.count(Math.round(outcome.samplesPerSecond())),
                Figures.count(outcome.rejected())));
    outcome
        .refused()
        .ifPresent(
            refused ->
                lines.add(
                    "%s samples were not learned; the first because of %s"
                        .formatted(Figures.count(refused.count()), refused.first())));
    return lines;
  }

  private static List<String> matrix(List<String> tasks, LearnerOutcome learner) {
    TextTable table = new TextTable();
    table.row(learner.learner() + ": accuracy on", tasks);
    if (!learner.baselineAccuracy().isEmpty()) {
      table.row("  untrained", shares(learner.baselineAccuracy()));
    }
    for (int period = 0; period < learner.accuracyMatrix().size(); period++) {
      String task = period < tasks.size() ? tasks.get(period) : Integer.toString(period);
      table.row("  after " + task, shares(learner.accuracyMatrix().get(period)));
    }
    return table.lines();
  }

  private static List<String> shares(List<OptionalDouble> values) {
    return values.stream().map(Figures::share).toList();
  }

  private static List<String> metrics(Outcome outcome) {
    TextTable table = new TextTable();
    row(table, outcome, "", LearnerOutcome::learner);
    metric(table, outcome, "average accuracy", "average-accuracy");
    metric(table, outcome, "backward transfer", "backward-transfer");
    metric(table, outcome, "forward transfer", "forward-transfer");
    metric(table, outcome, "forgetting", "forgetting");
    metric(table, outcome, "average anytime accuracy", "average-anytime-accuracy");
    metric(table, outcome, "prequential accuracy", "prequential-accuracy");
    row(
        table,
        outcome,
        "  of repeating the label before",
        learner -> Figures.share(learner.noChangeAccuracy()));
    metric(table, outcome, "kappa", "kappa");
    metric(table, outcome, "kappa-temporal", "kappa-temporal");
    row(table, outcome, "steps", learner -> Figures.count(learner.steps()));
    row(table, outcome, "lost", learner -> Figures.count(learner.deliveries().lost()));
    row(table, outcome, "duplicated", learner -> Figures.count(learner.deliveries().duplicated()));
    row(table, outcome, "model", learner -> learner.modelSha256().substring(0, 12));
    return table.lines();
  }

  private static void metric(TextTable table, Outcome outcome, String title, String name) {
    row(table, outcome, title, learner -> Figures.share(learner.metric(name)));
  }

  private static void row(
      TextTable table, Outcome outcome, String title, Function<LearnerOutcome, String> cell) {
    table.row(title, outcome.learners().stream().map(cell).toList());
  }
}
