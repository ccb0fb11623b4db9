package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.StepsSnapshot;
import dev.perennial.schemas.StepReport;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Folds steps. A learner measures one in so many; with each of these its metrics are published.
 * Owned by the thread of its task.
 */
final class StepFold implements Fold {

  private final FoldLimits limits;
  private final WriteBehindStore<StepState> store;
  private final Inbox<StepReport> inbox;
  private final Outbox outbox;
  private final Board board;

  StepFold(
      FoldLimits limits,
      WriteBehindStore<StepState> store,
      Inbox<StepReport> inbox,
      Outbox outbox,
      Board board) {
    this.limits = limits;
    this.store = store;
    this.inbox = inbox;
    this.outbox = outbox;
    this.board = board;
    for (LearnerKey learner : store.learners()) {
      store.get(learner).snapshot().ifPresent(snapshot -> board.publish(learner, snapshot));
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    inbox.open(record, this::faultOf).ifPresent(this::fold);
  }

  private Optional<Fault> faultOf(StepReport step) {
    LearnerKey learner = new LearnerKey(step.getStream(), step.getLearner());
    return store.hasRoomFor(learner, limits.maxLearners())
        ? store.get(learner).faultOf(step)
        : Optional.of(Fault.noRoomFor(learner, limits));
  }

  private void fold(StepReport step) {
    LearnerKey learner = new LearnerKey(step.getStream(), step.getLearner());
    StepState state = store.get(learner);
    boolean isMeasured = state.fold(step);
    store.changed(learner);
    if (isMeasured) {
      state.snapshot().ifPresent(snapshot -> publish(learner, snapshot));
    }
  }

  private void publish(LearnerKey learner, StepsSnapshot snapshot) {
    snapshot
        .metrics()
        .forEach((name, value) -> outbox.ofLog(learner, name, value, snapshot.place()));
    board.publish(learner, snapshot);
  }

  @Override
  public void close() {
    store.learners().forEach(board::withdrawSteps);
  }
}
