package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;

/**
 * WC-ACC of De Lange et al. (2023): 1/T of the newest model's accuracy on the task it is learning,
 * and 1 - 1/T of {@link MinimumAccuracy}, where T periods have begun. A lower bound of what the
 * model may fall to at any evaluation while it learns. In [0, 1].
 */
public final class WorstCaseAccuracy implements RunningMetric<Evaluation, WorstCaseAccuracy> {

  private static final byte VERSION = 1;

  /**
   * The newest model's result on the task of its period; empty if that has not been scored. Of one
   * period a result counts more than none: a past model may be scored on a later task alone.
   */
  private record Current(int period, long evaluation, Optional<Cell> cell) {

    private static final Comparator<Current> BY_AGE =
        Comparator.comparingInt(Current::period)
            .thenComparing(current -> current.cell().isPresent())
            .thenComparingLong(Current::evaluation);

    static Current newer(Current one, Current other) {
      return BY_AGE.compare(one, other) >= 0 ? one : other;
    }
  }

  private final MinimumAccuracy minimum;
  private Optional<Current> current = Optional.empty();

  /**
   * Nothing folded.
   *
   * @param most of how many tasks the least accuracy is kept, as in {@link MinimumAccuracy}
   */
  public WorstCaseAccuracy(int most) {
    this.minimum = new MinimumAccuracy(most);
  }

  @Override
  public String name() {
    return "worst-case-accuracy";
  }

  @Override
  public void add(Evaluation evaluation) {
    minimum.add(evaluation);
    if (evaluation.period().isPresent()) {
      int period = evaluation.period().getAsInt();
      Optional<Cell> cell =
          evaluation
              .seen()
              .filter(score -> score.learnedIn().getAsInt() == period)
              .map(TaskScore::cell)
              .findFirst();
      take(new Current(period, evaluation.number(), cell));
    }
  }

  @Override
  public void append(WorstCaseAccuracy later) {
    minimum.append(later.minimum);
    later.current.ifPresent(this::take);
  }

  private void take(Current other) {
    current = Optional.of(current.map(known -> Current.newer(known, other)).orElse(other));
  }

  @Override
  public Measured value() {
    if (current.isEmpty()) {
      return Measured.absent("no learned task has been scored", 0);
    }
    if (current.get().cell().isEmpty()) {
      return Measured.absent("the task being learned has not been scored", 0);
    }
    Cell learning = current.get().cell().get();
    int periods = current.get().period() + 1;
    if (periods == 1) {
      return Measured.of(learning.accuracy(), learning.total());
    }
    double share = 1.0 / periods;
    Measured least = minimum.value();
    return least.value().isEmpty()
        ? least
        : Measured.of(
            share * learning.accuracy() + (1 - share) * least.value().getAsDouble(),
            learning.total() + least.n());
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    minimum.save(out);
    out.writeBoolean(current.isPresent());
    if (current.isPresent()) {
      out.writeInt(current.get().period());
      out.writeLong(current.get().evaluation());
      Optional<Cell> cell = current.get().cell();
      out.writeBoolean(cell.isPresent());
      if (cell.isPresent()) {
        cell.get().save(out);
      }
    }
  }

  @Override
  public void load(DataInput in) throws IOException {
    StateVersions.require(name(), VERSION, in);
    minimum.load(in);
    current = in.readBoolean() ? Optional.of(loadCurrent(in)) : Optional.empty();
  }

  private static Current loadCurrent(DataInput in) throws IOException {
    int period = in.readInt();
    long evaluation = in.readLong();
    Optional<Cell> cell = in.readBoolean() ? Optional.of(Cell.load(in)) : Optional.empty();
    return new Current(period, evaluation, cell);
  }
}
