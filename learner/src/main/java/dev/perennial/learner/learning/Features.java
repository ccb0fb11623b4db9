package dev.perennial.learner.learning;

import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.Tensors;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * What one row of input looks like; the same for every sample of a stream.
 *
 * @param shape the length of each dimension, outermost first; every length at least 1; images are
 *     height x width or channels x height x width
 * @param elementType the type of every element
 */
public record Features(List<Integer> shape, ElementType elementType) {

  /** The most channels of what is taken for an image. */
  public static final int MOST_CHANNELS = 16;

  /**
   * What an image looks like.
   *
   * @param channels 1 to {@link #MOST_CHANNELS}
   * @param height in pixels, at least 1
   * @param width in pixels, at least 1
   */
  public record Image(int channels, int height, int width) {}

  /** Copies the shape and checks it. */
  public Features {
    shape = List.copyOf(shape);
    Tensors.count(shape);
  }

  /** Elements a row. */
  public int size() {
    return Tensors.count(shape);
  }

  /**
   * The image that a row is; empty if it has not two or three dimensions, too many channels, or a
   * side that is shorter than that.
   */
  public Optional<Image> image(int leastSide) {
    int dimensions = shape.size();
    if (dimensions < 2 || dimensions > 3) {
      return Optional.empty();
    }
    int channels = dimensions == 3 ? shape.get(0) : 1;
    int height = shape.get(dimensions - 2);
    int width = shape.get(dimensions - 1);
    return channels > MOST_CHANNELS || Math.min(height, width) < leastSide
        ? Optional.empty()
        : Optional.of(new Image(channels, height, width));
  }

  /**
   * As {@link #image}, where a row must be one.
   *
   * @param who needs it, for the refusal
   * @throws IllegalArgumentException if it is none
   */
  public Image requireImage(String who, int leastSide) {
    return image(leastSide)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    ("%s needs an image of height x width or channels x height x width,"
                            + " at least %dx%d, at most %d channels: %s")
                        .formatted(who, leastSide, leastSide, MOST_CHANNELS, shape)));
  }

  /**
   * Reads a row as numbers, UINT8 as 0 to 255.
   *
   * @param rows little-endian, rows one after the other from position 0; not moved
   * @param into as many as a row has elements
   */
  public void read(ByteBuffer rows, int row, float[] into) {
    switch (elementType) {
      case UINT8 -> {
        for (int i = 0; i < into.length; i++) {
          into[i] = Byte.toUnsignedInt(rows.get(row * into.length + i));
        }
      }
      case FLOAT32 -> rows.asFloatBuffer().get(row * into.length, into);
    }
  }

  /** Bytes a row. */
  public int sizeBytes() {
    return size() * Tensors.sizeOf(elementType);
  }
}
