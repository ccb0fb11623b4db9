package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How a learner answered the samples of one task as it learned them, in bins of the stream's log: a
 * monoid. A bin is 100 places of the log wide; when there would be more than {@value #MOST_BINS}
 * that hold answers, two by two become one, as often as need be. So the bins are a function of the
 * answers alone, and those of two learners of the same stream lie over each other. Owned by one
 * thread.
 */
final class LearningCurve {

  /** The most bins that are kept. */
  static final int MOST_BINS = 32;

  private static final int LEAST_PLACES = 100;

  /**
   * Answers in a row of bins.
   *
   * @param correct in [0, total]
   * @param total at least 1
   */
  record Bin(int correct, int total) {

    private static Bin sum(Bin one, Bin other) {
      return new Bin(one.correct + other.correct, one.total + other.total);
    }

    double accuracy() {
      return (double) correct / total;
    }
  }

  /** By their place: the first place of the log in the bin over the bins' width. */
  private NavigableMap<Long, Bin> bins = new TreeMap<>();

  /** How often two bins have become one: the width is 100 times two to that power. */
  private int level;

  /** Takes the answer to the sample at that place of the log. */
  void add(long sequence, boolean isCorrect) {
    bins.merge((sequence / LEAST_PLACES) >> level, new Bin(isCorrect ? 1 : 0, 1), Bin::sum);
    coarsen(level);
  }

  /** Takes the answers of {@code other}, wherever they lie. */
  void append(LearningCurve other) {
    coarsen(other.level);
    other.at(level).forEach((place, bin) -> bins.merge(place, bin, Bin::sum));
    coarsen(level);
  }

  private void coarsen(int least) {
    while (level < least || bins.size() > MOST_BINS) {
      bins = at(level + 1);
      level++;
    }
  }

  /** The bins at a width that is not smaller. */
  private NavigableMap<Long, Bin> at(int coarser) {
    NavigableMap<Long, Bin> wide = new TreeMap<>();
    bins.forEach((place, bin) -> wide.merge(place >> (coarser - level), bin, Bin::sum));
    return wide;
  }

  int level() {
    return level;
  }

  /** The bins in order, at the width of a level that is not below the curve's. */
  List<Bin> bins(int ofLevel) {
    return List.copyOf(at(ofLevel).values());
  }

  /**
   * The bins in order, parted where a whole bin of the log has passed without an answer: the
   * learner's visits to the task.
   */
  List<List<Bin>> visits() {
    List<List<Bin>> visits = new ArrayList<>();
    long next = Long.MIN_VALUE;
    for (Map.Entry<Long, Bin> bin : bins.entrySet()) {
      if (bin.getKey() != next) {
        visits.add(new ArrayList<>());
      }
      visits.get(visits.size() - 1).add(bin.getValue());
      next = bin.getKey() + 1;
    }
    return visits;
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(level);
    out.writeByte(bins.size());
    for (Map.Entry<Long, Bin> bin : bins.entrySet()) {
      out.writeLong(bin.getKey());
      out.writeInt(bin.getValue().correct());
      out.writeInt(bin.getValue().total());
    }
  }

  static LearningCurve load(DataInput in) throws IOException {
    LearningCurve curve = new LearningCurve();
    curve.level = in.readByte();
    for (int left = in.readByte(); left > 0; left--) {
      curve.bins.put(in.readLong(), new Bin(in.readInt(), in.readInt()));
    }
    return curve;
  }
}
