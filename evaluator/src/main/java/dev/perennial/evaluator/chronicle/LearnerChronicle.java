package dev.perennial.evaluator.chronicle;

import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.chronicle.History.Seen;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.schemas.Alert;
import dev.perennial.schemas.AlertState;
import dev.perennial.schemas.Held;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one learner did. Thread-safe: one thread tells, any thread reads. Everything kept is
 * bounded: curves by the budget, marks by {@link Marks}, firing rules by {@value #MOST_ALERTS}.
 */
final class LearnerChronicle {

  /** More rules than anybody writes. */
  static final int MOST_ALERTS = 1_000;

  private static final String REFUSED_STEPS = "refused-steps";

  private final SeriesBudget budget;
  private final NavigableMap<Subject, Series> curves = new TreeMap<>();
  private final Map<Integer, String> taskNames = new HashMap<>();
  private final Map<String, Newest> metrics = new LinkedHashMap<>();
  private final NavigableMap<String, Alert> alerts = new TreeMap<>();
  private final Marks marks = new Marks();
  private final Rate samples = new Rate();
  private long rewrites;
  private long refusedSteps;
  private int period = -1;
  private @Nullable Place scored;
  private @Nullable StepReport step;
  private List<Held> memoryByClass = List.of();
  private List<Held> memoryByTask = List.of();

  LearnerChronicle(SeriesBudget budget) {
    this.budget = budget;
  }

  /**
   * Adds a value. One that is absent is the newest, but no point.
   *
   * @throws IllegalArgumentException if it is neither a finite number nor absent
   */
  synchronized void add(Metric metric) {
    Measured measured = measured(metric);
    Task task = metric.getTask();
    Subject subject =
        new Subject(
            metric.getName(), task == null ? OptionalInt.empty() : OptionalInt.of(task.getIndex()));
    Optional<Series> series = series(subject);
    if (series.isEmpty()) {
      return;
    }
    if (task == null) {
      Long evaluation = metric.getEvaluation();
      Place place = new Place(metric.getVersion(), metric.getSequence(), metric.getEventTime());
      metrics.put(
          metric.getName(),
          new Newest(
              measured,
              Optional.of(place),
              evaluation == null ? OptionalLong.empty() : OptionalLong.of(evaluation)));
    } else {
      taskNames.putIfAbsent(task.getIndex(), task.getName());
    }
    measured.value().ifPresent(value -> add(series.get(), metric.getSequence(), value));
    if (metric.getName().equals(REFUSED_STEPS)) {
      markRefused(metric);
    }
  }

  private static Measured measured(Metric metric) {
    Double value = metric.getValue();
    String absence = metric.getAbsence();
    if (value != null && absence != null) {
      throw new IllegalArgumentException("a metric has a value or an absence, not both: " + value);
    }
    return value == null
        ? Measured.absent(absence == null ? "" : absence, metric.getN())
        : Measured.of(value, metric.getN());
  }

  private void markRefused(Metric metric) {
    Double value = metric.getValue();
    long refused = value == null ? refusedSteps : value.longValue();
    if (refused > refusedSteps) {
      mark(
          metric.getSequence(),
          metric.getEventTime(),
          Mark.Kind.REFUSED,
          "updates refused so far: " + refused);
    }
    refusedSteps = refused;
  }

  /** Marks what a score tells: that a learning period has begun, that a command was obeyed. */
  synchronized void add(Score score) {
    markCommand(score.getSequence(), score.getEventTime(), score.getCommand());
    if (score.getReason() == ScoreReason.RETROSPECTIVE) {
      return;
    }
    Place place = new Place(score.getVersion(), score.getSequence(), score.getEventTime());
    if (score.getReason() == ScoreReason.BASELINE) {
      // It begins, or begins anew.
      period = -1;
    }
    Integer reached = score.getPeriod();
    Task learned = score.getLearned();
    if (reached != null && learned != null && reached > period) {
      period = reached;
      // A period begins where the model of the one before was scored for the last time.
      Place begins = scored == null ? place : scored;
      mark(begins.sequence(), begins.eventTime(), Mark.Kind.TASK, learned.getName());
    }
    scored = place;
  }

  /**
   * Adds an update.
   *
   * @param written when it was written, by the broker's clock
   * @throws IllegalArgumentException if it learned no example, or its numbers are not finite
   */
  synchronized void add(StepReport report, Instant written) {
    long place =
        report.getSequences().stream()
            .mapToLong(Long::longValue)
            .max()
            .orElseThrow(() -> new IllegalArgumentException("a step learns at least one example"));
    samples.add(written, report.getSequences().size());
    add(Subject.of(Subject.LOSS), place, report.getLossNats());
    add(Subject.of(Subject.LEARNING_RATE), place, report.getLearningRate());
    add(Subject.of(Subject.MEMORY_SIZE), place, report.getMemorySize());
    step = report;
    if (!report.getMemoryByClass().isEmpty()) {
      memoryByClass = List.copyOf(report.getMemoryByClass());
    }
    if (!report.getMemoryByTask().isEmpty()) {
      memoryByTask = List.copyOf(report.getMemoryByTask());
    }
  }

  /** Marks a snapshot, and the command that caused it. */
  synchronized void add(ModelManifest manifest) {
    markCommand(manifest.getSequence(), manifest.getEventTime(), manifest.getCommand());
    mark(
        manifest.getSequence(),
        manifest.getEventTime(),
        Mark.Kind.SNAPSHOT,
        "version " + manifest.getVersion());
  }

  /** Marks an alert that begins or ends; a state that is not known is passed over. */
  synchronized void add(Alert alert) {
    if (alert.getState() == AlertState.FIRING) {
      if (alerts.size() < MOST_ALERTS || alerts.containsKey(alert.getRule())) {
        alerts.put(alert.getRule(), alert);
      }
      mark(alert.getSequence(), alert.getEventTime(), Mark.Kind.ALERT, alert.getDetail());
    } else if (alert.getState() == AlertState.RESOLVED) {
      alerts.remove(alert.getRule());
      mark(alert.getSequence(), alert.getEventTime(), Mark.Kind.RESOLVED, alert.getDetail());
    }
  }

  private void markCommand(long sequence, Instant eventTime, @Nullable String command) {
    if (command != null) {
      mark(sequence, eventTime, Mark.Kind.COMMAND, command);
    }
  }

  private void mark(long sequence, Instant eventTime, Mark.Kind kind, String text) {
    marks.add(new Mark(sequence, eventTime, kind, text));
  }

  private void add(Subject subject, long place, double value) {
    series(subject).ifPresent(series -> add(series, place, value));
  }

  private void add(Series series, long place, double value) {
    if (series.add(place, value) == Series.Change.REWRITTEN) {
      rewrites++;
    }
  }

  private Optional<Series> series(Subject subject) {
    Series known = curves.get(subject);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Series> claimed = budget.claim();
    claimed.ifPresent(series -> curves.put(subject, series));
    return claimed;
  }

  /** Thins every curve to at most so many points. */
  synchronized void limit(int points) {
    curves.values().forEach(series -> series.limit(points));
  }

  /** Where it stands as of {@code now}. */
  synchronized Standing standing(Instant now) {
    return new Standing(
        metrics,
        Optional.ofNullable(step),
        samples.perSecond(now),
        memoryByClass,
        memoryByTask,
        List.copyOf(alerts.values()));
  }

  /** What there is that {@code seen} does not have. */
  synchronized History since(Seen seen) {
    boolean isWhole = seen.rewrites() != rewrites;
    List<Curve> unseen = new ArrayList<>();
    Map<Subject, Long> lastPlaces = new HashMap<>(seen.lastPlaces());
    curves.forEach(
        (subject, series) -> {
          Long last = isWhole ? null : seen.lastPlaces().get(subject);
          Points points = last == null ? series.points() : series.after(last);
          if (points.size() > 0) {
            lastPlaces.put(subject, points.x(points.size() - 1));
            unseen.add(new Curve(subject, taskName(subject), points));
          }
        });
    return new History(
        isWhole,
        unseen,
        marks.after(isWhole ? 0 : seen.marks()),
        new Seen(rewrites, marks.count(), lastPlaces));
  }

  private Optional<String> taskName(Subject subject) {
    return subject.task().isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(taskNames.get(subject.task().getAsInt()));
  }
}
