package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.AnswersSnapshot;
import dev.perennial.evaluator.board.ScoresSnapshot;
import dev.perennial.evaluator.board.StepsSnapshot;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;
import java.util.Optional;

/**
 * The evaluator without Kafka: one learner's predictions and scores in, its metrics out, by the
 * same folds as the application. Owned by one thread.
 */
public final class InMemoryEvaluator {

  private final AnswerState answers;
  private final ScoreState scores;
  private final StepState steps = new StepState();

  /** An evaluator that has read nothing. */
  public InMemoryEvaluator(FoldSettings settings) {
    this.answers = new AnswerState(settings);
    this.scores = new ScoreState(settings);
  }

  /** Takes the learner's next prediction. */
  public void accept(Prediction prediction) {
    answers.fold(prediction);
  }

  /** Takes a score; metrics change with the last one of its evaluation. */
  public void accept(Score score) {
    scores.fold(score);
  }

  /** Takes the learner's next step. */
  public void accept(StepReport step) {
    steps.fold(step);
  }

  /** What the predictions so far amount to. */
  public AnswersSnapshot answers() {
    return answers.snapshot(Optional.empty());
  }

  /** What the complete evaluations so far amount to; empty before the first. */
  public Optional<ScoresSnapshot> scores() {
    return scores.snapshot();
  }

  /** What the measured steps so far amount to; empty before the first. */
  public Optional<StepsSnapshot> steps() {
    return steps.snapshot();
  }
}
