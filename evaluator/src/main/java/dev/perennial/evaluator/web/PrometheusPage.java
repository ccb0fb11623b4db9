package dev.perennial.evaluator.web;

import dev.perennial.evaluator.board.AnswersSnapshot;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Rejection;
import dev.perennial.evaluator.board.ScoresSnapshot;
import dev.perennial.evaluator.chronicle.Standing;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.schemas.http.StatusServer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * What is known in Prometheus's text format, named by its conventions. A metric that is absent has
 * no line. Metrics and {@link AlertGauges} are those that this process folds, so that no learner is
 * told of twice; what steps say, every evaluator tells of all learners. docs/metrics.md lists the
 * names.
 *
 * <p>Thread-safe: one scrape at a time.
 */
final class PrometheusPage {

  private static final String REFUSED_STEPS = "refused-steps";

  /** The rows of gauges, by Micrometer's name. */
  private static final class Rows {

    private final Map<String, List<MultiGauge.Row<?>>> rows = new TreeMap<>();

    void add(String name, Tags tags, double value) {
      rows.computeIfAbsent(name, first -> new ArrayList<>()).add(MultiGauge.Row.of(tags, value));
    }
  }

  private final Sources sources;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AlertGauges alerts;
  private final Clock clock = Clock.systemUTC();
  private final Map<String, MultiGauge> gauges = new HashMap<>();
  private final Map<String, String> help = new HashMap<>();
  private final Map<LearnerKey, List<FunctionCounter>> counters = new TreeMap<>();
  private final Map<Rejection, FunctionCounter> rejects = new HashMap<>();

  /**
   * A page.
   *
   * @param process what else is told: of the process and its clients
   */
  PrometheusPage(Sources sources, List<MeterBinder> process) {
    this.sources = sources;
    this.alerts = new AlertGauges(sources.board(), registry);
    process.forEach(binder -> binder.bindTo(registry));
    help.put("perennial.loss.nats", "Loss that the newest step minimized");
    help.put("perennial.learning.rate", "Learning rate of the newest step");
    help.put("perennial.memory.examples", "Examples that the memory holds");
    help.put("perennial.event.time.seconds", "Event time of the newest example learned");
    help.put("perennial.lag.entries", "Entries of the log that the learner job has not read");
    help.put("perennial.model.version", "Steps that the newest model has learned");
    counter(
        "perennial.chronicle.refused",
        "Curves and learners that there was no room for",
        sources.chronicle()::refused);
  }

  private void counter(String name, String description, LongSupplier value) {
    FunctionCounter.builder(name, value, LongSupplier::getAsLong)
        .description(description)
        .register(registry);
  }

  /** The page as of now. */
  synchronized String text() {
    Rows rows = new Rows();
    for (LearnerKey learner : sources.board().learners()) {
      addFolded(rows, learner, tags(learner));
    }
    Instant now = clock.instant();
    TreeSet<String> streams = new TreeSet<>();
    for (LearnerKey learner : sources.learners()) {
      streams.add(learner.stream());
      addTold(rows, tags(learner), sources.chronicle().standing(learner, now));
    }
    for (String stream : streams) {
      sources
          .lag()
          .of(stream)
          .ifPresent(
              lag -> rows.add("perennial.lag.entries", Tags.of("stream", stream), (double) lag));
    }
    alerts.update();
    count();
    register(rows);
    return registry.scrape(StatusServer.METRICS_TYPE);
  }

  private static Tags tags(LearnerKey learner) {
    return Tags.of("stream", learner.stream(), "learner", learner.learner());
  }

  private void addFolded(Rows rows, LearnerKey learner, Tags tags) {
    Board board = sources.board();
    board.answers(learner).ifPresent(of -> addMetrics(rows, tags, of.metrics()));
    board.steps(learner).ifPresent(of -> addMetrics(rows, tags, of.metrics()));
    board
        .scores(learner)
        .ifPresent(
            scores -> {
              addMetrics(rows, tags, scores.metrics());
              addTasks(rows, tags, scores);
            });
  }

  private void addMetrics(Rows rows, Tags tags, Map<String, Measured> metrics) {
    metrics.forEach(
        (metric, measured) -> {
          // What only grows is counted below.
          if (!metric.equals(REFUSED_STEPS)) {
            measured.value().ifPresent(value -> addMetric(rows, metric, tags, value));
          }
        });
  }

  private void addTasks(Rows rows, Tags tags, ScoresSnapshot scores) {
    AccuracyMatrix matrix = scores.matrix();
    for (int task : matrix.tasks()) {
      Tags ofTask = tags.and("task", scores.taskNames().getOrDefault(task, String.valueOf(task)));
      matrix
          .newestOfTask(task)
          .ifPresent(cell -> addMetric(rows, Metrics.TASK_ACCURACY, ofTask, cell.accuracy()));
    }
  }

  private void addMetric(Rows rows, String metric, Tags tags, double value) {
    PrometheusName name = PrometheusName.of(metric);
    help.put(name.name(), name.help());
    rows.add(name.name(), tags.and(name.tags()), value);
  }

  private static void addTold(Rows rows, Tags tags, Standing standing) {
    standing
        .step()
        .ifPresent(
            step -> {
              rows.add("perennial.model.version", tags, (double) step.getVersion());
              rows.add("perennial.loss.nats", tags, step.getLossNats());
              rows.add("perennial.learning.rate", tags, step.getLearningRate());
              rows.add("perennial.memory.examples", tags, step.getMemorySize());
              rows.add(
                  "perennial.event.time.seconds", tags, step.getEventTime().toEpochMilli() / 1e3);
            });
  }

  private void register(Rows rows) {
    // A gauge that had rows and has none now must lose them.
    gauges.keySet().forEach(name -> rows.rows.computeIfAbsent(name, none -> new ArrayList<>()));
    rows.rows.forEach((name, of) -> gauge(name).register(of, true));
  }

  private MultiGauge gauge(String name) {
    return gauges.computeIfAbsent(
        name,
        first ->
            MultiGauge.builder(name).description(help.getOrDefault(name, "")).register(registry));
  }

  private void count() {
    // A learner that another process folds now must not seem to have gone back to 0 here.
    counters
        .entrySet()
        .removeIf(
            counted -> {
              boolean isGone = sources.board().answers(counted.getKey()).isEmpty();
              if (isGone) {
                counted.getValue().forEach(registry::remove);
              }
              return isGone;
            });
    for (LearnerKey learner : sources.board().learners()) {
      if (sources.board().answers(learner).isPresent()) {
        counters.computeIfAbsent(learner, this::countersOf);
      }
    }
    sources.board().rejections().keySet().forEach(this::countRejects);
  }

  private List<FunctionCounter> countersOf(LearnerKey learner) {
    return List.of(
        counter(
            learner,
            "perennial.predictions",
            "Predictions folded, labelled or not",
            AnswersSnapshot::predictions),
        counter(
            learner,
            "perennial.refused.steps",
            PrometheusName.of(REFUSED_STEPS).help(),
            PrometheusPage::refusedSteps));
  }

  private FunctionCounter counter(
      LearnerKey learner, String name, String description, ToDoubleFunction<AnswersSnapshot> of) {
    return FunctionCounter.builder(
            name,
            sources.board(),
            board -> board.answers(learner).map(of::applyAsDouble).orElse(0.0))
        .tags(tags(learner))
        .description(description)
        .register(registry);
  }

  private static double refusedSteps(AnswersSnapshot answers) {
    Measured refused = answers.metrics().get(REFUSED_STEPS);
    return refused == null ? 0 : refused.value().orElse(0);
  }

  private void countRejects(Rejection rejection) {
    rejects.computeIfAbsent(
        rejection,
        first ->
            FunctionCounter.builder(
                    "perennial.evaluator.rejects",
                    sources.board(),
                    board -> board.rejections().getOrDefault(first, 0L))
                .tags("topic", first.topic(), "reason", first.reason())
                .description("Records that the evaluator refused since the process began")
                .register(registry));
  }
}
