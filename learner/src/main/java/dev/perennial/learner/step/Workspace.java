package dev.perennial.learner.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What Java and a step program tell each other: how many rows, which labels, which slots; and back,
 * the loss, a gradient that is too long, and the batch's logits. Plain memory that both see, so a
 * step is one native call. Owned by one thread.
 */
public final class Workspace implements AutoCloseable {

  static final int ROWS = 0;

  /** Where in {@code control} stands how many slots to replay. */
  public static final int REPLAYED = 1;

  /** Where in {@code control} stands how many rows to keep. */
  public static final int INSERTED = 2;

  static final int FRESH = 3;
  static final int STEP = 4;
  static final int PERIOD_STEPS = 5;
  static final int MEMORY_SIZE = 6;
  static final int LABELS = 7;

  /**
   * The longest gradient that a step follows; it is as long as the square root of its elements'
   * squares over all parameters.
   */
  private static final double MOST_LENGTH = 1e6;

  /** The most that a gradient's length times the rate may be: how far plain descent would go. */
  private static final double MOST_STEP = 100;

  private final NDManager manager;
  private final int batch;
  private final int replay;
  private final StateTensor control;
  // The learning rate, the longest gradient, and the length of one that was longer.
  private final StateTensor rate;
  private StateTensor result;

  /**
   * A workspace.
   *
   * @param batch the most rows of a batch
   * @param replay the most replayed rows
   */
  public Workspace(NDManager manager, int batch, int replay) {
    this.manager = manager;
    this.batch = batch;
    this.replay = replay;
    this.control =
        new StateTensor(manager, "control", DataType.INT64, insertSlots(batch, replay) + batch);
    this.rate = new StateTensor(manager, "rate", DataType.FLOAT64, 3);
    this.result = new StateTensor(manager, "result", DataType.FLOAT32, 1);
  }

  /** Where in {@code control} the slots to replay begin, of a batch of so many rows. */
  public static int replaySlots(int batch) {
    return LABELS + batch;
  }

  /** Where in {@code control} the batch rows to keep begin. */
  public static int insertRows(int batch, int replay) {
    return replaySlots(batch) + replay;
  }

  /** Where in {@code control} the slots they go to begin. */
  public static int insertSlots(int batch, int replay) {
    return insertRows(batch, replay) + batch;
  }

  /** Makes room for the logits of that many classes; programs must be bound again. */
  public void fit(int classes) {
    result.close();
    result = new StateTensor(manager, "result", DataType.FLOAT32, 1 + (long) batch * classes);
  }

  /** The tensors programs see, in their order; the first is {@code control}, INT64. */
  public List<NDArray> arrays() {
    return List.of(control.array(), rate.array(), result.array());
  }

  /** The batch has that many rows. */
  public void rows(int rows) {
    put(ROWS, rows);
  }

  /** Of the batch's rows, so many enter the input statistics: all or none. */
  public void fresh(int rows) {
    put(FRESH, rows);
  }

  /** The class of a batch row. */
  public void label(int row, int label) {
    put(LABELS + row, label);
  }

  /** The updates made so far and this one, of whose gradient nothing is known yet. */
  public void step(long step) {
    put(STEP, step);
    rate.view().putDouble(2 * Double.BYTES, 0);
  }

  /** The updates made since the last boundary. */
  public void periodSteps(long steps) {
    put(PERIOD_STEPS, steps);
  }

  /** How many rows memory holds. */
  public void memorySize(int rows) {
    put(MEMORY_SIZE, rows);
  }

  /** The learning rate, positive. */
  public void learningRate(double learningRate) {
    rate.view().putDouble(0, learningRate);
    rate.view().putDouble(Double.BYTES, Math.min(MOST_LENGTH, MOST_STEP / learningRate));
  }

  /** The longest gradient that a step follows at the learning rate. */
  public double mostLength() {
    return rate.view().getDouble(Double.BYTES);
  }

  /** The slots to replay. */
  public void replay(int[] slots) {
    put(REPLAYED, slots.length);
    for (int i = 0; i < slots.length; i++) {
      put(replaySlots(batch) + i, slots[i]);
    }
  }

  /** No row is kept. */
  public void keepNothing() {
    put(INSERTED, 0);
  }

  /** One more batch row is kept, in that slot; a slot may be named once. */
  public void keep(int row, int slot) {
    int kept = (int) control.view().getLong(INSERTED * Long.BYTES);
    put(insertRows(batch, replay) + kept, row);
    put(insertSlots(batch, replay) + kept, slot);
    put(INSERTED, kept + 1);
  }

  /** The loss of the last step; not finite if the program refused it. */
  public float loss() {
    return result.view().getFloat(0);
  }

  /**
   * The length of the last step's gradient, or a bound of it, if the program refused the step for
   * it: more than {@link #mostLength}, or not a number. Empty if it was sound, or never measured.
   */
  public OptionalDouble explodedLength() {
    double length = rate.view().getDouble(2 * Double.BYTES);
    return length == 0 ? OptionalDouble.empty() : OptionalDouble.of(length);
  }

  /**
   * The logits of the last step.
   *
   * @param classes how many there were in the step
   * @param known how many of them to take
   * @return rows x known
   */
  public float[] logits(int rows, int classes, int known) {
    ByteBuffer view = result.view();
    float[] logits = new float[rows * known];
    for (int row = 0; row < rows; row++) {
      view.slice((1 + row * classes) * Float.BYTES, known * Float.BYTES)
          .order(view.order())
          .asFloatBuffer()
          .get(logits, row * known, known);
    }
    return logits;
  }

  private void put(int at, long value) {
    control.view().putLong(at * Long.BYTES, value);
  }

  @Override
  public void close() {
    control.close();
    rate.close();
    result.close();
  }
}
