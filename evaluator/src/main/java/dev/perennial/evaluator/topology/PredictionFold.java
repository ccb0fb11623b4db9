package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.AnswersSnapshot;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.metric.LearningCurves;
import dev.perennial.schemas.Prediction;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Folds predictions. A learner's metrics are published at every so many labelled predictions and
 * with the first after a refused update, points of its log and not of the clock, and once more when
 * it falls silent in between, so that the value over all predictions always appears. Owned by the
 * thread of its task.
 */
final class PredictionFold implements Fold {

  /** A learner is silent when it has said nothing from one tick to the next. */
  static final Duration TICK = Duration.ofMillis(500);

  private final int emitEvery;
  private final Map<String, String> experts;
  private final FoldLimits limits;
  private final WriteBehindStore<AnswerState> store;
  private final Inbox<Prediction> inbox;
  private final Outbox outbox;
  private final DriftFold drift;
  private final Board board;

  /** Whose labelled predictions came since the last tick, and before it. */
  private Set<LearnerKey> speaking = new HashSet<>();

  private Set<LearnerKey> spokeBefore = new HashSet<>();

  /** Whose state has changed since the board was told. */
  private final Set<LearnerKey> unseen = new HashSet<>();

  PredictionFold(
      FoldSettings settings,
      WriteBehindStore<AnswerState> store,
      Inbox<Prediction> inbox,
      Outbox outbox,
      DriftFold drift,
      Board board,
      ProcessorContext<Object, SpecificRecord> context) {
    this.emitEvery = settings.emitEvery();
    this.experts = settings.experts();
    this.limits = settings.limits();
    this.store = store;
    this.inbox = inbox;
    this.outbox = outbox;
    this.drift = drift;
    this.board = board;
    for (LearnerKey learner : store.learners()) {
      board.publish(learner, snapshot(learner));
      spokeBefore.add(learner);
    }
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> tick());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    inbox.open(record, this::faultOf).ifPresent(this::fold);
  }

  private Optional<Fault> faultOf(Prediction prediction) {
    LearnerKey learner = new LearnerKey(prediction.getStream(), prediction.getLearner());
    return store.hasRoomFor(learner, limits.maxLearners())
        ? store.get(learner).faultOf(prediction, limits.maxSequenceGap())
        : Optional.of(Fault.noRoomFor(learner, limits));
  }

  private void fold(Prediction prediction) {
    LearnerKey learner = new LearnerKey(prediction.getStream(), prediction.getLearner());
    AnswerState state = store.get(learner);
    long refusedSteps = state.refusedSteps();
    state.fold(prediction);
    store.changed(learner);
    unseen.add(learner);
    if (prediction.getActual() != null) {
      speaking.add(learner);
      drift.fold(learner, prediction);
      if (state.labelled() % emitEvery == 0 || state.refusedSteps() > refusedSteps) {
        publish(learner, state);
      }
    }
  }

  private void tick() {
    for (LearnerKey learner : spokeBefore) {
      if (!speaking.contains(learner) && store.get(learner).isUnpublished()) {
        publish(learner, store.get(learner));
      }
    }
    for (LearnerKey learner : unseen) {
      board.publish(learner, snapshot(learner));
    }
    unseen.clear();
    spokeBefore = speaking;
    speaking = new HashSet<>();
  }

  private void publish(LearnerKey learner, AnswerState state) {
    AnswersSnapshot snapshot = snapshot(learner);
    snapshot
        .place()
        .ifPresent(
            place ->
                snapshot
                    .metrics()
                    .forEach((name, value) -> outbox.ofLog(learner, name, value, place)));
    state.markPublished();
    store.changed(learner);
    board.publish(learner, snapshot);
  }

  private AnswersSnapshot snapshot(LearnerKey learner) {
    Optional<LearningCurves> expert =
        Optional.ofNullable(experts.get(learner.stream()))
            .or(() -> Optional.ofNullable(experts.get("*")))
            .map(name -> new LearnerKey(learner.stream(), name))
            .filter(store::has)
            .map(named -> store.get(named).curves());
    return store.get(learner).snapshot(expert);
  }

  @Override
  public void close() {
    store.learners().forEach(board::withdrawAnswers);
  }
}
