package dev.perennial.ingest.data;

import dev.perennial.schemas.random.CounterRandom;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ten digits, drawn: 28 x 28 pixels, ink bright on dark as in MNIST, no two alike. An image is
 * a function of (seed, part, index); its class is the index modulo 10, so any prefix is balanced.
 */
record Glyphs(long seed) implements DataSource {

  static final long DEFAULT_SEED = 1;
  static final int TRAINING = 10_000;
  static final int HOLDOUT = 2_000;

  @Override
  public DataSet load() {
    return DataSet.ofImages(
        List.of(GlyphPen.SIDE, GlyphPen.SIDE),
        IntStream.range(0, Digit.COUNT).mapToObj(Integer::toString).toList(),
        draw("glyphs-training", TRAINING),
        draw("glyphs-holdout", HOLDOUT));
  }

  private Examples draw(String part, int count) {
    byte[] pixels = new byte[count * GlyphPen.PIXELS];
    byte[] labels = new byte[count];
    GlyphPen pen = new GlyphPen();
    for (int i = 0; i < count; i++) {
      int digit = i % Digit.COUNT;
      labels[i] = (byte) digit;
      pen.draw(Digit.of(digit), CounterRandom.of(seed, part, i), pixels, i * GlyphPen.PIXELS);
    }
    return new ByteExamples(GlyphPen.PIXELS, pixels, labels);
  }
}
