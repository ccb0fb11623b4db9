package dev.perennial.ingest.scenario;

import dev.perennial.schemas.random.CounterRandom;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** What a task does to the features of every example. Pure. */
@FunctionalInterface
interface View {

  /** The place of a pixel that the image does not have. */
  int OUTSIDE = -1;

  /** Features as the task shows them; may be the argument, which is not written to. */
  ByteBuffer of(ByteBuffer features);

  /** Features as they are. */
  static View plain() {
    return features -> features;
  }

  /** Pixels in a random order, the same in each channel; {@code shape} is of an image. */
  static View permuted(List<Integer> shape, CounterRandom random) {
    int[] order = IntStream.range(0, height(shape) * width(shape)).toArray();
    random.shuffle(order);
    return gathering(order);
  }

  /**
   * The image turned clockwise about its centre, each pixel the nearest of the original; black
   * where the original has none. {@code shape} is of an image.
   */
  static View rotated(List<Integer> shape, double degrees) {
    int height = height(shape);
    int width = width(shape);
    // StrictMath, because a bit less in Math.cos could choose another pixel on another machine.
    double cos = StrictMath.cos(StrictMath.toRadians(degrees));
    double sin = StrictMath.sin(StrictMath.toRadians(degrees));
    double middleX = (width - 1) / 2.0;
    double middleY = (height - 1) / 2.0;
    int[] source = new int[height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        long fromX = Math.round(middleX + cos * (x - middleX) + sin * (y - middleY));
        long fromY = Math.round(middleY - sin * (x - middleX) + cos * (y - middleY));
        boolean inside = fromX >= 0 && fromX < width && fromY >= 0 && fromY < height;
        source[y * width + x] = inside ? (int) (fromY * width + fromX) : OUTSIDE;
      }
    }
    return gathering(source);
  }

  private static View gathering(int[] source) {
    return features -> {
      byte[] plain = new byte[features.remaining()];
      features.duplicate().get(plain);
      byte[] seen = new byte[plain.length];
      for (int plane = 0; plane < seen.length; plane += source.length) {
        for (int i = 0; i < source.length; i++) {
          if (source[i] != OUTSIDE) {
            seen[plane + i] = plain[plane + source[i]];
          }
        }
      }
      return ByteBuffer.wrap(seen);
    };
  }

  private static int height(List<Integer> shape) {
    return shape.get(shape.size() - 2);
  }

  private static int width(List<Integer> shape) {
    return shape.get(shape.size() - 1);
  }
}
