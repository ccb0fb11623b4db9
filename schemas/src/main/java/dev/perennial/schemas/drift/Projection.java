package dev.perennial.schemas.drift;

import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.Tensor;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.random.CounterRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a detector sees of a sample: up to {@value #MOST} elements as they are, of more {@value
 * #MOST} sums of some of them, with signs. These are the very sparse random projections of Li,
 * Hastie and Church (KDD 2006): with s = √d an element of the matrix is √s or -√s, each with
 * probability 1 / 2s, and 0 otherwise, so that distances are kept in the mean and a sum takes only
 * √d elements. UINT8 elements are divided by 255. Bytes of one image of 784 pixels cost 448
 * additions.
 *
 * <p>Departures: each sum takes exactly ⌈√d⌉ different elements; the common factor is left out,
 * since whoever uses them scales them anyway. A sum is a function of the number of elements alone:
 * there is no state. Elements of very different scales are not evened out, so where there are more
 * than {@value #MOST}, those of the largest speak loudest. Owned by one thread.
 */
final class Projection {

  /** So many elements are seen as they are, and of more so many sums. */
  static final int MOST = 16;

  private static final long SEED = 1;
  private static final float WHITE = 255;

  private final int elements;
  // The elements of sum k are at k * terms and on; a negative one, -1 - i, is subtracted.
  private final int[] chosen;
  private final int terms;
  private final float[] result;

  /**
   * The view of samples of one shape.
   *
   * @param elements how many a sample has, at least 1
   */
  Projection(int elements) {
    this.elements = elements;
    this.result = new float[Math.min(elements, MOST)];
    this.terms = elements <= MOST ? 1 : (int) Math.ceil(Math.sqrt(elements));
    this.chosen = new int[result.length * terms];
    for (int k = 0; k < result.length; k++) {
      choose(k);
    }
  }

  private void choose(int sum) {
    if (elements <= MOST) {
      chosen[sum] = sum;
      return;
    }
    CounterRandom random = CounterRandom.of(SEED, "projection", elements, sum);
    int[] order = new int[elements];
    for (int i = 0; i < elements; i++) {
      order[i] = i;
    }
    random.shuffle(order);
    for (int i = 0; i < terms; i++) {
      chosen[sum * terms + i] = random.nextLong() < 0 ? -1 - order[i] : order[i];
    }
  }

  /** How many numbers {@link #of} gives: at most {@value #MOST}. */
  int features() {
    return result.length;
  }

  /**
   * The numbers of a sample, valid until the next call.
   *
   * @throws IllegalArgumentException if the sample has another number of elements
   */
  float[] of(Tensor sample) {
    ByteBuffer data = sample.getData();
    boolean isBytes = sample.getElementType() == ElementType.UINT8;
    if (data.remaining() != (long) elements * Tensors.sizeOf(sample.getElementType())) {
      throw new IllegalArgumentException(
          "a sample must have %d elements: %s".formatted(elements, sample.getShape()));
    }
    return isBytes ? bytes(data) : floats(data);
  }

  private float[] bytes(ByteBuffer data) {
    int first = data.position();
    for (int k = 0; k < result.length; k++) {
      int sum = 0;
      for (int at = k * terms; at < (k + 1) * terms; at++) {
        int element = chosen[at];
        sum +=
            element >= 0
                ? data.get(first + element) & 0xff
                : -(data.get(first - 1 - element) & 0xff);
      }
      result[k] = sum / WHITE;
    }
    return result;
  }

  private float[] floats(ByteBuffer data) {
    ByteBuffer little = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int first = data.position();
    for (int k = 0; k < result.length; k++) {
      float sum = 0;
      for (int at = k * terms; at < (k + 1) * terms; at++) {
        int element = chosen[at];
        sum +=
            element >= 0
                ? little.getFloat(first + element * Float.BYTES)
                : -little.getFloat(first + (-1 - element) * Float.BYTES);
      }
      result[k] = sum;
    }
    return result;
  }
}
