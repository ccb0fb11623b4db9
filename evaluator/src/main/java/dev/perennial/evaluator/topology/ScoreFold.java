package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.ScoresSnapshot;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.metric.TaskScore;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.Task;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds scores. When an evaluation is complete, the accuracy on each of its tasks is published as
 * of that evaluation, and every other metric as of the newest model scored: that of the evaluation,
 * unless it came late or scored a past model again. Owned by the thread of its task.
 */
final class ScoreFold implements Fold {

  private static final Logger LOG = LoggerFactory.getLogger(ScoreFold.class);

  private final FoldLimits limits;
  private final WriteBehindStore<ScoreState> store;
  private final Inbox<Score> inbox;
  private final Outbox outbox;
  private final RankingFold rankings;
  private final Board board;

  ScoreFold(
      FoldLimits limits,
      WriteBehindStore<ScoreState> store,
      Inbox<Score> inbox,
      Outbox outbox,
      RankingFold rankings,
      Board board) {
    this.limits = limits;
    this.store = store;
    this.inbox = inbox;
    this.outbox = outbox;
    this.rankings = rankings;
    this.board = board;
    for (LearnerKey learner : store.learners()) {
      store.get(learner).snapshot().ifPresent(snapshot -> board.publish(learner, snapshot));
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    inbox.open(record, this::faultOf).ifPresent(this::fold);
  }

  private Optional<Fault> faultOf(Score score) {
    LearnerKey learner = new LearnerKey(score.getStream(), score.getLearner());
    return store.hasRoomFor(learner, limits.maxLearners())
        ? store.get(learner).faultOf(score, limits.maxOpenEvaluations())
        : Optional.of(Fault.noRoomFor(learner, limits));
  }

  private void fold(Score score) {
    LearnerKey learner = new LearnerKey(score.getStream(), score.getLearner());
    ScoreState state = store.get(learner);
    AccuracyMatrix before = state.matrix();
    Optional<CompleteEvaluation> completed = state.fold(score);
    store.changed(learner);
    rankings.answered(learner, score);
    completed.ifPresent(
        evaluation -> {
          publish(learner, state, evaluation);
          rankings.evaluated(learner, evaluation, before);
        });
  }

  private void publish(LearnerKey learner, ScoreState state, CompleteEvaluation complete) {
    long number = complete.evaluation().number();
    for (TaskScore score : complete.evaluation().scores()) {
      Measured accuracy = Measured.of(score.cell().accuracy(), score.cell().total());
      Task task = new Task(score.task(), state.taskName(score.task()));
      outbox.ofTask(learner, task, accuracy, complete.place(), number);
    }
    ScoresSnapshot snapshot = state.snapshot().orElseThrow();
    snapshot
        .metrics()
        .forEach(
            (name, value) ->
                outbox.ofScores(learner, name, value, snapshot.place(), snapshot.evaluation()));
    board.publish(learner, snapshot);
    LOG.info(
        "An evaluation is complete stream={} learner={} evaluation={} version={} tasks={}",
        learner.stream(),
        learner.learner(),
        number,
        complete.place().version(),
        complete.evaluation().scores().size());
  }

  @Override
  public void close() {
    store.learners().forEach(board::withdrawScores);
  }
}
