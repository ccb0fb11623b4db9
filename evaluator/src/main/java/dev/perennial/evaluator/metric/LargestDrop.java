package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The largest drop from one value of a sequence to a later one, both among k in a row: a monoid
 * over sequences. Each value costs amortized constant time: those that a later and larger one has
 * made useless are dropped from the candidates a drop may begin at. Keeps at most k - 1 values and
 * k candidates. Owned by one thread.
 */
final class LargestDrop {

  private final int window;

  /** The first values, fewer than k: with the last of a sequence before they share windows. */
  private final double[] head;

  /** Decreasing, the first the largest; only what is within k of the next value. */
  private final Deque<Candidate> candidates = new ArrayDeque<>();

  private long count;
  private double largest;

  private record Candidate(long index, double value) {}

  /** No value so far; {@code window} is k, at least 2. */
  LargestDrop(int window) {
    if (window < 2) {
      throw new IllegalArgumentException("window must be at least 2: " + window);
    }
    this.window = window;
    this.head = new double[window - 1];
  }

  void add(double value) {
    if (count < head.length) {
      head[(int) count] = value;
    }
    if (!candidates.isEmpty() && candidates.getFirst().index() <= count - window) {
      candidates.removeFirst();
    }
    if (!candidates.isEmpty()) {
      largest = Math.max(largest, candidates.getFirst().value() - value);
    }
    while (!candidates.isEmpty() && candidates.getLast().value() <= value) {
      candidates.removeLast();
    }
    candidates.addLast(new Candidate(count, value));
    count++;
  }

  /** Adds the values of {@code later}, of the same window, behind these. */
  void append(LargestDrop later) {
    long before = count;
    Arrays.stream(later.head, 0, later.heads()).forEach(this::add);
    if (later.count > later.head.length) {
      // Behind its head all windows are its own, and so is what may still begin one.
      largest = Math.max(largest, later.largest);
      count = before + later.count;
      candidates.clear();
      for (Candidate candidate : later.candidates) {
        candidates.addLast(new Candidate(before + candidate.index(), candidate.value()));
      }
    }
  }

  private int heads() {
    return (int) Math.min(count, head.length);
  }

  /** Whether there are two values: one alone cannot drop. */
  boolean isDefined() {
    return count > 1;
  }

  /** At least 0: 0 where the values only rise. */
  double value() {
    return largest;
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(count);
    for (int i = 0; i < heads(); i++) {
      out.writeDouble(head[i]);
    }
    out.writeDouble(largest);
    out.writeShort(candidates.size());
    for (Candidate candidate : candidates) {
      out.writeShort((int) (count - candidate.index()));
      out.writeDouble(candidate.value());
    }
  }

  /** Reads what one of the same window has saved into this one, which has no value yet. */
  void load(DataInput in) throws IOException {
    count = in.readLong();
    for (int i = 0; i < heads(); i++) {
      head[i] = in.readDouble();
    }
    largest = in.readDouble();
    for (int left = in.readShort(); left > 0; left--) {
      candidates.addLast(new Candidate(count - in.readShort(), in.readDouble()));
    }
  }
}
