package dev.perennial.learner.loss;

import dev.perennial.learner.loss.LossTerm.Need;
import java.util.EnumSet;
import java.util.Set;

/** The rows on which the model is held to its teacher. */
enum Rehearsed {
  /** Those of the batch. */
  BATCH("", "start, count = 0, torch.size(labels, 0)"),
  /** Those that are replayed. */
  REPLAY("replay_", "start, count = torch.size(labels, 0), torch.size(replay_labels, 0)");

  private final String prefix;
  private final String span;

  Rehearsed(String prefix, String span) {
    this.prefix = prefix;
    this.span = span;
  }

  /** What a term's argument for these rows is called, for example {@code replay_logits}. */
  String of(String argument) {
    return prefix + argument;
  }

  /** What a term on them needs. */
  Set<Need> needs() {
    return this == BATCH ? EnumSet.of(Need.TEACHER) : EnumSet.of(Need.TEACHER, Need.REPLAY);
  }

  /** A line that says which of the teacher's rows they are: {@code start} and {@code count}. */
  String span() {
    return span;
  }
}
