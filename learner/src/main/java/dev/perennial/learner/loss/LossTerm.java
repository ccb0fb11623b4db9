package dev.perennial.learner.loss;

import dev.perennial.learner.network.Parameter;
import dev.perennial.learner.network.Statistic;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One term of a loss, a scalar that is to become small. Immutable. */
public interface LossTerm {

  /** What {@link #script} finds at hand; either pair of rows may be empty. */
  String ARGUMENTS =
      "logits: Tensor, labels: Tensor, features: Tensor, replay_logits: Tensor, replay_labels:"
          + " Tensor, replay_features: Tensor, stored_logits: Tensor, stored_known: Tensor,"
          + " teacher_logits: Tensor, teacher_features: Tensor, weight: Tensor, own: List[Tensor],"
          + " kept: List[Tensor]";

  /**
   * The term as TorchScript: the body of a method of {@link #ARGUMENTS} that returns a scalar.
   *
   * <ul>
   *   <li>{@code logits} rows x classes, {@code labels} INT64 rows, {@code features} rows x width
   *       (what the classifier sees) of the batch; {@code replay_*} the same of the replayed rows
   *   <li>{@code stored_logits} replayed rows x classes, as they were when the row was kept, of
   *       which the first {@code stored_known} (INT64, a number a row) mean something; of no
   *       meaning unless {@link Need#STORED_LOGITS}
   *   <li>{@code teacher_logits}, {@code teacher_features} what the teacher says of the batch's and
   *       then the replayed rows; its logits have a column for each class it knew, none while there
   *       is no teacher; of no meaning unless {@link Need#TEACHER}
   *   <li>{@code weight} classes x width, the classifier's first trained tensor
   *   <li>{@code own} the term's {@link #parameters}, {@code kept} its {@link #statistics}
   * </ul>
   *
   * <p>{@code self.cross_entropy(logits, labels)} is the mean over rows, 0 over none. {@code
   * self.unit_length(rows)} scales each row to length 1; a row of zeros stays. {@code
   * self.neighbours(points, temperature)}, points x points, is the log-softmax of each point's
   * similarities to the others, {@code -inf} to itself. {@code self.contrast(points, labels,
   * anchors, temperature)} is the supervised contrastive loss of unit-length points (Khosla et al.,
   * NeurIPS 2020, equation 2): the mean over the first {@code anchors} points that share their
   * class with another, 0 where all points are of one class.
   */
  String script();

  /**
   * The slope of {@link #script} by the logits of the rows it looks at, written out; by default
   * empty, and the term is recorded. Where all terms of a loss have theirs, a step of dense layers
   * records nothing: the slope costs a quarter of what recording the term takes.
   */
  default Optional<Slope> slope() {
    return Optional.empty();
  }

  /**
   * A slope.
   *
   * @param rows whose logits it is by; the term does not look at the others
   * @param script the body of a method of {@code (logits, labels, stored_logits, stored_known)} of
   *     those rows, as in {@link #ARGUMENTS}, that returns as many rows x classes. {@code
   *     self.cross_entropy_slope(logits, labels)} is that of {@code self.cross_entropy}
   */
  record Slope(Rows rows, String script) {

    /** Which rows. */
    public enum Rows {
      /** The batch's. */
      BATCH,
      /** The replayed ones. */
      REPLAY
    }
  }

  /** What must be provided; by default nothing beyond logits and labels. */
  default Set<Need> needs() {
    return Set.of();
  }

  /** What it trains beside the network; by default nothing. */
  default List<Parameter> parameters(int width) {
    return List.of();
  }

  /** What it keeps up to date; by default nothing. */
  default List<Statistic> statistics(int width) {
    return List.of();
  }

  /**
   * Brings {@link #statistics} up to date after a step: the body of {@code (features, labels,
   * replay_features, replay_labels, kept: List[Tensor]) -> int}, with detached tensors. Only asked
   * where there are statistics.
   */
  default String track() {
    return "return 0\n";
  }

  /**
   * Changes {@link #statistics} when a learning period ends: the body of {@code (kept:
   * List[Tensor]) -> int}. Only asked where there are statistics.
   */
  default String atBoundary() {
    return "return 0\n";
  }

  /** What a term needs beyond logits and labels. */
  enum Need {
    /** Replayed rows: without a memory the term is nothing. */
    REPLAY,
    /** The logits of replayed rows as they were when they were kept. */
    STORED_LOGITS,
    /** The model as it was at the last boundary. */
    TEACHER,
    /** A gradient through the features, not only through the logits. */
    FEATURES
  }

  /**
   * A term and its weight in the sum.
   *
   * @param weight positive
   */
  record Weighted(LossTerm term, double weight) {

    /** Checks the range. */
    public Weighted {
      if (weight <= 0) {
        throw new IllegalArgumentException("weight must be positive: " + weight);
      }
    }
  }
}
