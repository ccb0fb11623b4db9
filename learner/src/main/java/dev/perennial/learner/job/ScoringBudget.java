package dev.perennial.learner.job;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How many rows a fold may predict to score its learner: learning earns them, scoring spends them.
 * What is earned and not spent is kept, up to one scoring of everything; what is spent too much is
 * a debt of at most as much, which the next earnings pay. Owned by one thread.
 */
final class ScoringBudget {

  private double rows;
  private int steps;

  /**
   * A step was made.
   *
   * @param earned rows that may be predicted for it, at least 0; may be infinite
   * @param most rows that are kept: what scoring all hold-out sets costs
   */
  void stepped(double earned, long most) {
    rows = Math.min(rows + earned, (double) most);
    steps++;
  }

  /** Steps since the last scoring. */
  int steps() {
    return steps;
  }

  /** Steps are counted anew. */
  void beginAnew() {
    steps = 0;
  }

  /** Rows there are to spend; negative while there is a debt. */
  double rows() {
    return rows;
  }

  /**
   * Rows were predicted.
   *
   * @param most rows of debt that are remembered: what scoring all hold-out sets costs
   */
  void spend(long predicted, long most) {
    rows = Math.max(rows - predicted, (double) -most);
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(rows);
    out.writeInt(steps);
  }

  void read(DataInput in) throws IOException {
    rows = in.readDouble();
    steps = in.readInt();
  }
}
