package dev.perennial.ingest.data;

import dev.perennial.schemas.random.CounterRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Draws digits as a hand would: each time with another pen, slant, size, place and unsteadiness.
 * Reuses its canvas, so it is owned by one thread; an image depends on nothing but the arguments of
 * {@link #draw}.
 */
final class GlyphPen {

  /** Height and width of an image in pixels. */
  static final int SIDE = 28;

  /** Pixels of an image. */
  static final int PIXELS = SIDE * SIDE;

  private static final double PIXELS_PER_UNIT = 0.2;
  private static final double BOX_CENTRE = 50;
  private static final double MAX_TURN_RADIANS = 0.22;
  private static final double MAX_SHEAR = 0.3;
  private static final double MAX_SHIFT_PIXELS = 2.2;
  private static final double UNSTEADINESS_PIXELS = 1.6;
  private static final int KNOTS = 4;

  private final float[] squaredDistance = new float[PIXELS];
  private final double[] unsteadiness = new double[2 * KNOTS * KNOTS];

  /** Draws one image into {@code pixels} from {@code offset} on, over what is there. */
  void draw(Digit digit, CounterRandom random, byte[] pixels, int offset) {
    List<Stroke> way = digit.ways().get(random.nextInt(digit.ways().size()));
    double turn = random.between(-MAX_TURN_RADIANS, MAX_TURN_RADIANS);
    double shear = random.between(-MAX_SHEAR, MAX_SHEAR);
    double width = PIXELS_PER_UNIT * random.between(0.7, 1.1);
    double height = PIXELS_PER_UNIT * random.between(0.8, 1.1);
    // StrictMath, because Math.cos may differ in its last bit between machines, and so would a
    // pixel.
    double cos = StrictMath.cos(turn);
    double sin = StrictMath.sin(turn);
    double right = SIDE / 2.0 + random.between(-MAX_SHIFT_PIXELS, MAX_SHIFT_PIXELS);
    double down = SIDE / 2.0 + random.between(-MAX_SHIFT_PIXELS, MAX_SHIFT_PIXELS);
    for (int i = 0; i < unsteadiness.length; i++) {
      unsteadiness[i] = random.between(-UNSTEADINESS_PIXELS, UNSTEADINESS_PIXELS);
    }
    float radius = (float) random.between(0.7, 1.7);

    Arrays.fill(squaredDistance, Float.MAX_VALUE);
    for (Stroke stroke : way) {
      float fromX = 0;
      float fromY = 0;
      for (int i = 0; i < stroke.size(); i++) {
        double v = (stroke.y(i) - BOX_CENTRE) * height;
        double u = (stroke.x(i) - BOX_CENTRE) * width - shear * v;
        float x = (float) (right + cos * u - sin * v + wobble(stroke.x(i), stroke.y(i), 0));
        float y = (float) (down + sin * u + cos * v + wobble(stroke.x(i), stroke.y(i), 1));
        if (i > 0) {
          segment(fromX, fromY, x, y, radius + 1);
        }
        fromX = x;
        fromY = y;
      }
    }
    ink(random, radius, pixels, offset);
  }

  // A smooth field instead of a shift a point: strokes that touch still touch.
  private double wobble(double x, double y, int axis) {
    double column = knot(x);
    double row = knot(y);
    int left = Math.min((int) column, KNOTS - 2);
    int top = Math.min((int) row, KNOTS - 2);
    double a = column - left;
    double b = row - top;
    int at = 2 * (top * KNOTS + left) + axis;
    return (1 - b) * ((1 - a) * unsteadiness[at] + a * unsteadiness[at + 2])
        + b * ((1 - a) * unsteadiness[at + 2 * KNOTS] + a * unsteadiness[at + 2 * KNOTS + 2]);
  }

  private static double knot(double coordinate) {
    return Math.max(0, Math.min(KNOTS - 1, coordinate / 100 * (KNOTS - 1)));
  }

  // Only pixels within reach of the segment are looked at: ten times faster than all of them.
  private void segment(float fromX, float fromY, float toX, float toY, float reach) {
    float alongX = toX - fromX;
    float alongY = toY - fromY;
    float squaredLength = Math.max(alongX * alongX + alongY * alongY, 1e-6f);
    int left = Math.max(0, (int) (Math.min(fromX, toX) - reach));
    int right = Math.min(SIDE - 1, (int) (Math.max(fromX, toX) + reach));
    int top = Math.max(0, (int) (Math.min(fromY, toY) - reach));
    int bottom = Math.min(SIDE - 1, (int) (Math.max(fromY, toY) + reach));
    for (int row = top; row <= bottom; row++) {
      float y = row + 0.5f - fromY;
      for (int column = left; column <= right; column++) {
        float x = column + 0.5f - fromX;
        float t = (x * alongX + y * alongY) / squaredLength;
        t = Math.max(0, Math.min(1, t));
        float dx = x - t * alongX;
        float dy = y - t * alongY;
        int pixel = row * SIDE + column;
        squaredDistance[pixel] = Math.min(squaredDistance[pixel], dx * dx + dy * dy);
      }
    }
  }

  // The edge of the ink is one pixel wide: anti-aliasing by distance.
  private void ink(CounterRandom random, float radius, byte[] pixels, int offset) {
    float strength = (float) random.between(170, 255);
    int grain = random.nextInt(64);
    float edge = radius + 0.5f;
    float squaredEdge = edge * edge;
    long bits = 0;
    for (int i = 0; i < PIXELS; i++) {
      if (i % Long.BYTES == 0) {
        bits = random.nextLong();
      }
      int value = ((int) (bits & 0xff) * grain) >> Byte.SIZE;
      bits >>>= Byte.SIZE;
      if (squaredDistance[i] < squaredEdge) {
        float coverage = Math.min(1, edge - (float) Math.sqrt(squaredDistance[i]));
        value += (int) (strength * coverage);
      }
      pixels[offset + i] = (byte) Math.min(255, value);
    }
  }
}
