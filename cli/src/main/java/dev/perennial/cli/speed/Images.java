package dev.perennial.cli.speed;

import dev.perennial.learner.learning.Features;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensor;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Images of noise, 28 x 28 UINT8, in ten classes that mean nothing: what they are made of does not
 * change what a step costs, and labels that repeat would let gradients become so small that their
 * arithmetic is slow. The same in every run. Immutable.
 */
public final class Images {

  /** How many there are. */
  public static final int COUNT = 20_480;

  static final String STREAM = "speed";

  private static final int SIDE = 28;
  private static final int CLASSES = 10;
  private static final int HOLDOUT = 100;
  private static final int IMAGES = 0x0803;
  private static final int LABELS = 0x0801;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final byte[] pixels = new byte[COUNT * SIDE * SIDE];
  private final byte[] labels = new byte[COUNT];

  /** Draws them. */
  public Images() {
    Random random = new Random(1);
    random.nextBytes(pixels);
    for (int i = 0; i < COUNT; i++) {
      labels[i] = (byte) random.nextInt(CLASSES);
    }
  }

  static Features features() {
    return new Features(List.of(1, SIDE, SIDE), ElementType.UINT8);
  }

  /** An image's pixels; beyond the last the first comes again. */
  ByteBuffer row(long image) {
    return ByteBuffer.wrap(pixels, (int) (image % COUNT) * SIDE * SIDE, SIDE * SIDE).slice();
  }

  /** An image's class, from 0 on. */
  int label(long image) {
    return labels[(int) (image % COUNT)];
  }

  /** An image as a sample, a millisecond after the one before it. */
  Sample sample(long image) {
    return new Sample(
        "image-" + image,
        STREAM,
        START.plusMillis(image),
        new Tensor(features().shape(), features().elementType(), row(image)),
        "class-" + label(image),
        null,
        Split.TRAIN);
  }

  /** Writes them as MNIST's files, for who reads nothing else; the first are the hold-out too. */
  void write(Path directory) throws IOException {
    write(directory, "train", COUNT);
    write(directory, "t10k", HOLDOUT);
  }

  private void write(Path directory, String prefix, int count) throws IOException {
    try (DataOutputStream out = gzip(directory.resolve(prefix + "-images-idx3-ubyte.gz"))) {
      out.writeInt(IMAGES);
      out.writeInt(count);
      out.writeInt(SIDE);
      out.writeInt(SIDE);
      out.write(pixels, 0, count * SIDE * SIDE);
    }
    try (DataOutputStream out = gzip(directory.resolve(prefix + "-labels-idx1-ubyte.gz"))) {
      out.writeInt(LABELS);
      out.writeInt(count);
      out.write(labels, 0, count);
    }
  }

  private static DataOutputStream gzip(Path file) throws IOException {
    return new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file), 1 << 16));
  }
}
