package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.AnswersSnapshot;
import dev.perennial.evaluator.board.ScoresSnapshot;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import java.util.Optional;

/**
 * The evaluator without Kafka: one learner's predictions and scores in, its metrics out, by the
 * same folds as the application. Owned by one thread.
 */
public final class InMemoryEvaluator {

  private final AnswerState answers;
  private final ScoreState scores;

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

  /** What the predictions so far amount to. */
  public AnswersSnapshot answers() {
    return answers.snapshot();
  }

  /** What the complete evaluations so far amount to; empty before the first. */
  public Optional<ScoresSnapshot> scores() {
    return scores.snapshot();
  }
}
