package dev.perennial.evaluator.ranking;

import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.board.SavedPlace;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.Measured;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a learner is ranked by: its objective's metrics over its newest evaluations, and which
 * samples its newest model that was scored on a task has right there. Of a past model that is
 * scored later the samples are not taken. Owned by one thread.
 */
public final class Contender {

  /** Of how many tasks the samples are kept: those scored last, on a stream that has more. */
  public static final int MOST_TASKS = 1_000;

  private static final byte VERSION = 1;

  /** What the newest model has right on one task. */
  private record Scored(Place place, long evaluation, RightAnswers right) {

    static final Comparator<Scored> BY_AGE =
        Comparator.<Scored>comparingLong(scored -> scored.place().sequence())
            .thenComparingLong(scored -> scored.place().version())
            .thenComparingLong(Scored::evaluation);

    static Scored newer(Scored one, Scored other) {
      return BY_AGE.compare(other, one) >= 0 ? other : one;
    }
  }

  private final Course course;
  private final NavigableMap<Integer, Scored> tasks = new TreeMap<>();

  /** How often samples have come since it was made or read; tells whether anything has changed. */
  private long answers;

  private Contender(Course course) {
    this.course = course;
  }

  /** A learner nothing is known of. */
  public static Contender unknown(Objective objective) {
    return new Contender(new Course(objective));
  }

  /**
   * Takes which samples of a task's hold-out set a model has right.
   *
   * @param bits one a sample, the first in the lowest bit of the first byte; empty where it is not
   *     told
   * @param samples how many of the bits count
   */
  public void answered(int task, long evaluation, Place place, ByteBuffer bits, int samples) {
    answers++;
    RightAnswers right = RightAnswers.of(bits, bits.hasRemaining() ? samples : 0);
    tasks.merge(task, new Scored(place, evaluation, right), Scored::newer);
    if (tasks.size() > MOST_TASKS) {
      tasks.remove(
          Collections.min(
                  tasks.entrySet(),
                  Map.Entry.<Integer, Scored>comparingByValue(Scored.BY_AGE)
                      .thenComparing(Map.Entry.comparingByKey()))
              .getKey());
    }
  }

  /**
   * Takes an evaluation that is complete and answers what entered: this one, or some that waited
   * for it.
   *
   * @param before all of the learner's evaluations that were complete before this one
   */
  public Entered evaluated(Evaluation evaluation, Place place, AccuracyMatrix before) {
    return course.add(evaluation, place, before);
  }

  /** A number that is another one when samples have come. */
  long answers() {
    return answers;
  }

  /** The newest evaluation that entered; empty before the first. */
  Optional<Course.Entry> newest() {
    return course.newest();
  }

  /** The mean of a metric of the objective; absent where it is in no evaluation kept. */
  Measured mean(String metric) {
    return course.mean(metric);
  }

  /** How it did beside {@code other} on the samples that both have answered. */
  Tally against(Contender other) {
    Tally tally = Tally.NONE;
    for (Map.Entry<Integer, Scored> task : tasks.entrySet()) {
      @Nullable Scored theirs = other.tasks.get(task.getKey());
      if (theirs != null) {
        tally = tally.plus(task.getValue().right().against(theirs.right()));
      }
    }
    return tally;
  }

  /**
   * Writes everything, with a version.
   *
   * @throws IOException if {@code out} fails
   */
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    course.save(out);
    out.writeInt(tasks.size());
    for (Map.Entry<Integer, Scored> task : tasks.entrySet()) {
      out.writeInt(task.getKey());
      SavedPlace.save(task.getValue().place(), out);
      out.writeLong(task.getValue().evaluation());
      task.getValue().right().save(out);
    }
  }

  /**
   * Reads what {@link #save} wrote. What was kept for an objective of other metrics is dropped.
   *
   * @throws IOException if {@code in} fails or holds a version this code does not know
   */
  public static Contender load(Objective objective, DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException("the state of contenders has unknown version " + version);
    }
    Contender contender = new Contender(Course.load(objective, in));
    for (int left = in.readInt(); left > 0; left--) {
      int task = in.readInt();
      Place place = SavedPlace.load(in);
      contender.tasks.put(task, new Scored(place, in.readLong(), RightAnswers.load(in)));
    }
    return contender;
  }
}
