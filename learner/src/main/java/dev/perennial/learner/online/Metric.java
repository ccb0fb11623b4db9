package dev.perennial.learner.online;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A Euclidean distance between scaled rows. The scales are taken from running moments now and then,
 * and all rows are scaled anew then, so that the scales of a row and of its neighbours are always
 * the same. The scaled rows are kept element by element: the loop over them is one over
 * neighbouring memory. They are no state; what is, is {@link #encode encoded}.
 */
final class Metric {

  /** How elements are scaled. */
  enum Kind {
    /** Each to mean 0 and variance 1, clipped to +-10; one that never varied is only centred. */
    STANDARDIZED {
      @Override
      void scales(Moments moments, float[] scales) {
        for (int i = 0; i < scales.length; i++) {
          double deviation = Math.sqrt(moments.variance(i));
          scales[i] = deviation > LEAST ? (float) (1 / deviation) : 1;
        }
      }
    },
    /** All by the same number, so that a squared distance is of the order of the elements. */
    COMMON {
      @Override
      void scales(Moments moments, float[] scales) {
        double sum = 0;
        for (int i = 0; i < scales.length; i++) {
          sum += moments.variance(i);
        }
        double deviation = Math.sqrt(sum / scales.length);
        Arrays.fill(scales, deviation > LEAST ? (float) (1 / deviation) : 1);
      }
    };

    abstract void scales(Moments moments, float[] scales);
  }

  private static final double LEAST = 1e-9;
  private static final float CLIP = 10;

  private final Kind kind;
  private final float[] centres;
  private final float[] scales;
  private final float[][] scaled;

  /** Without rows. */
  Metric(Kind kind, int elements) {
    this.kind = kind;
    this.centres = new float[elements];
    this.scales = new float[elements];
    this.scaled = new float[elements][0];
    Arrays.fill(scales, 1);
  }

  /** Makes room for that many rows. */
  void reserve(int rows) {
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = Arrays.copyOf(scaled[i], rows);
    }
  }

  /** Puts a row into a slot. */
  void put(int slot, float[] row) {
    for (int i = 0; i < row.length; i++) {
      scaled[i][slot] = scaled(i, row[i]);
    }
  }

  /** Takes other scales; every row must then be put again. */
  void rescale(Moments moments) {
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) moments.mean(i);
    }
    kind.scales(moments, scales);
  }

  /** The squared distances of a row to the first {@code rows} slots. O(rows x elements). */
  void distances(float[] row, int rows, float[] distances) {
    Arrays.fill(distances, 0, rows, 0);
    for (int i = 0; i < row.length; i++) {
      accumulate(scaled(i, row[i]), scaled[i], rows, distances);
    }
  }

  private static void accumulate(float value, float[] column, int rows, float[] distances) {
    for (int slot = 0; slot < rows; slot++) {
      float difference = value - column[slot];
      distances[slot] += difference * difference;
    }
  }

  private float scaled(int element, float value) {
    return Math.max(-CLIP, Math.min(CLIP, (value - centres[element]) * scales[element]));
  }

  /** How many bytes {@link #encode} puts. */
  int sizeBytes() {
    return 2 * centres.length * Float.BYTES;
  }

  /** Puts the scales. */
  void encode(ByteBuffer to) {
    for (int i = 0; i < centres.length; i++) {
      to.putFloat(centres[i]).putFloat(scales[i]);
    }
  }

  /** Takes the scales that {@link #encode} put; every row must then be put again. */
  void decode(ByteBuffer from) {
    for (int i = 0; i < centres.length; i++) {
      centres[i] = from.getFloat();
      scales[i] = from.getFloat();
    }
  }
}
