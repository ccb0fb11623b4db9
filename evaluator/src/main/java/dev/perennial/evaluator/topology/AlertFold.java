package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.alert.AlertRules;
import dev.perennial.evaluator.alert.Watches;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.Lag;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.schemas.Alert;
import dev.perennial.schemas.Metric;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds every metric against the rules that are for it. What an alert says follows from the topic
 * of metrics alone, but for those about lag: how far a job is behind is no part of the log, and is
 * looked at by the clock. Owned by the thread of its task.
 */
final class AlertFold implements Fold {

  /** How often lag is looked at. */
  static final Duration TICK = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(AlertFold.class);

  private final AlertRules rules;
  private final FoldLimits limits;
  private final WriteBehindStore<Watches> store;
  private final Inbox<Metric> inbox;
  private final Board board;
  private final Lag lag;
  private final ProcessorContext<Object, SpecificRecord> context;
  private final String sink;

  AlertFold(
      FoldSettings settings,
      WriteBehindStore<Watches> store,
      Inbox<Metric> inbox,
      Board board,
      Lag lag,
      ProcessorContext<Object, SpecificRecord> context,
      String sink) {
    this.rules = settings.alerts();
    this.limits = settings.limits();
    this.store = store;
    this.inbox = inbox;
    this.board = board;
    this.lag = lag;
    this.context = context;
    this.sink = sink;
    for (LearnerKey learner : store.learners()) {
      board.publish(learner, store.get(learner).snapshot(learner));
    }
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> tick());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    inbox.open(record, this::faultOf).ifPresent(this::judge);
  }

  private Optional<Fault> faultOf(Metric metric) {
    LearnerKey learner = learner(metric);
    return !rules.areFor(learner) || store.hasRoomFor(learner, limits.maxLearners())
        ? Optional.empty()
        : Optional.of(Fault.noRoomFor(learner, limits));
  }

  private void judge(Metric metric) {
    LearnerKey learner = learner(metric);
    if (!rules.areFor(learner)) {
      return;
    }
    Double value = metric.getValue();
    Measured measured =
        value == null
            ? Measured.absent(String.valueOf(metric.getAbsence()), metric.getN())
            : Measured.of(value, metric.getN());
    Place place = new Place(metric.getVersion(), metric.getSequence(), metric.getEventTime());
    List<Alert> changes = store.get(learner).metric(learner, metric.getName(), measured, place);
    store.changed(learner);
    publish(learner, changes);
  }

  private void tick() {
    for (LearnerKey learner : store.learners()) {
      Watches watches = store.get(learner);
      List<Alert> changes = new ArrayList<>(watches.retired());
      lag.of(learner.stream()).ifPresent(entries -> changes.addAll(watches.lag(learner, entries)));
      if (!changes.isEmpty()) {
        // How often a lag was too long in a row is not worth a commit: looks follow the clock.
        store.changed(learner);
        publish(learner, changes);
      }
    }
  }

  private void publish(LearnerKey learner, List<Alert> changes) {
    for (Alert alert : changes) {
      context.forward(
          new Record<Object, SpecificRecord>(learner.text(), alert, context.currentSystemTimeMs()),
          sink);
      LOG.info(
          "An alert has changed state={} stream={} learner={} rule={} value={}",
          alert.getState(),
          alert.getStream(),
          alert.getLearner(),
          alert.getRule(),
          alert.getValue());
    }
    if (!changes.isEmpty() || board.alerts(learner).isEmpty()) {
      board.publish(learner, store.get(learner).snapshot(learner));
    }
  }

  private static LearnerKey learner(Metric metric) {
    return new LearnerKey(metric.getStream(), metric.getLearner());
  }

  @Override
  public void close() {
    store.learners().forEach(board::withdrawAlerts);
  }

  static StateCodec<Watches> codec(AlertRules rules) {
    return new StateCodec<>() {
      @Override
      public Watches initial() {
        return Watches.under(rules);
      }

      @Override
      public void save(Watches state, DataOutput out) throws IOException {
        state.save(out);
      }

      @Override
      public Watches load(DataInput in) throws IOException {
        return Watches.load(rules, in);
      }
    };
  }
}
