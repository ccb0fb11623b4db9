package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;

/**
 * The share of the last w answers that were right, of all while there are fewer (Gama et al. 2013).
 * In [0, 1]; n is at most w.
 */
public final class WindowedAccuracy implements RunningMetric<Answer, WindowedAccuracy> {

  private static final byte VERSION = 1;

  private final int window;
  // A ring: the bit at (next - held) modulo window is the oldest.
  private final BitSet hits;
  private int next;
  private int held;
  private int correct;

  /**
   * Nothing folded.
   *
   * @param window how many answers it looks back on, at least 1
   * @throws IllegalArgumentException if it is below 1
   */
  public WindowedAccuracy(int window) {
    if (window < 1) {
      throw new IllegalArgumentException("window must be at least 1: " + window);
    }
    this.window = window;
    this.hits = new BitSet(window);
  }

  @Override
  public String name() {
    return "prequential-accuracy-windowed";
  }

  @Override
  public void add(Answer answer) {
    push(answer.isCorrect() ? 1 : 0);
  }

  private void push(int hit) {
    if (held == window) {
      correct -= hits.get(next) ? 1 : 0;
    } else {
      held++;
    }
    hits.set(next, hit == 1);
    correct += hit;
    next = next + 1 == window ? 0 : next + 1;
  }

  /** {@code 1} if the answer that came {@code age} answers before the last was right. */
  private int hit(int age) {
    return hits.get(Math.floorMod(next - 1 - age, window)) ? 1 : 0;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if {@code later} has another window
   */
  @Override
  public void append(WindowedAccuracy later) {
    if (later.window != window) {
      throw new IllegalArgumentException(
          "windows must be equal: %d, %d".formatted(window, later.window));
    }
    for (int age = later.held - 1; age >= 0; age--) {
      push(later.hit(age));
    }
  }

  @Override
  public Measured value() {
    return held == 0
        ? Measured.absent(Metrics.NO_ANSWER, 0)
        : Measured.of((double) correct / held, held);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(held);
    for (int age = held - 1; age >= 0; age -= Byte.SIZE) {
      int bits = 0;
      for (int i = 0; i < Byte.SIZE && age - i >= 0; i++) {
        bits |= hit(age - i) << i;
      }
      out.writeByte(bits);
    }
  }

  /** {@inheritDoc} A window that has become shorter keeps the newest answers. */
  @Override
  public void load(DataInput in) throws IOException {
    StateVersions.require(name(), VERSION, in);
    hits.clear();
    next = 0;
    held = 0;
    correct = 0;
    int saved = in.readInt();
    for (int first = 0; first < saved; first += Byte.SIZE) {
      int bits = in.readByte();
      for (int i = 0; i < Byte.SIZE && first + i < saved; i++) {
        push(bits >> i & 1);
      }
    }
  }
}
