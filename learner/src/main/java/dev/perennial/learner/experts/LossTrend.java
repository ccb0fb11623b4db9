package dev.perennial.learner.experts;

import dev.perennial.learner.learning.Model;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * How an expert's loss has gone, to tell when it jumps: the loss, smoothed exponentially, above its
 * mean by more than three standard deviations (Zhu et al., "TAME: task agnostic continual learning
 * using multiple experts", 2022, section 3.1). Immutable.
 *
 * <p>Departure: mean and variance forget exponentially, where the paper has a window, so that there
 * is no window to keep.
 *
 * @param losses how many there were
 * @param smoothed the smoothed loss, in nats
 * @param mean of the smoothed loss, in nats
 * @param variance of the smoothed loss
 */
record LossTrend(long losses, double smoothed, double mean, double variance) {

  /** Of an expert that has learned nothing. */
  static final LossTrend NONE = new LossTrend(0, 0, 0, 0);

  static final int SIZE_BYTES = Long.BYTES + 3 * Double.BYTES;

  /** The share of the newest loss. */
  private static final double SMOOTHING = 0.2;

  /** How many losses mean and variance look back on. */
  private static final int WINDOW = 50;

  /** How many there must be before one can jump. */
  private static final int FEWEST = 20;

  private static final double DEVIATIONS = 3;

  /** Whether that would be a jump; never for what is not a number. */
  boolean jumps(double lossNats) {
    return losses >= FEWEST && smoothedWith(lossNats) > mean + DEVIATIONS * Math.sqrt(variance);
  }

  /** The trend with one loss more. */
  LossTrend with(double lossNats) {
    double next = smoothedWith(lossNats);
    double rate = Math.max(1.0 / (losses + 1), 1.0 / WINDOW);
    double difference = next - mean;
    return new LossTrend(
        losses + 1,
        next,
        mean + rate * difference,
        (1 - rate) * (variance + rate * difference * difference));
  }

  private double smoothedWith(double lossNats) {
    return losses == 0 ? lossNats : smoothed + SMOOTHING * (lossNats - smoothed);
  }

  /** Reads what {@link #write} wrote. */
  static LossTrend read(ByteBuffer from) {
    return new LossTrend(from.getLong(), from.getDouble(), from.getDouble(), from.getDouble());
  }

  /** Writes {@link #SIZE_BYTES} bytes, in the buffer's order. */
  void write(ByteBuffer to) {
    to.putLong(losses).putDouble(smoothed).putDouble(mean).putDouble(variance);
  }

  /** The trend as a tensor of a model: its numbers in their order. */
  Model.Values values() {
    ByteBuffer data = ByteBuffer.allocate(4 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.putDouble((double) losses).putDouble(smoothed).putDouble(mean).putDouble(variance).flip();
    return new Model.Values(Model.Precision.FLOAT64, List.of(4L), data);
  }

  /** The trend that {@link #values} gave away. */
  static LossTrend of(Model.Values values) {
    ByteBuffer data = values.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return new LossTrend(
        (long) data.getDouble(), data.getDouble(), data.getDouble(), data.getDouble());
  }
}
