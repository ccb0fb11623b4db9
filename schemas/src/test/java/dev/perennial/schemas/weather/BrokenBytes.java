package dev.perennial.schemas.weather;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** What can happen to bytes that nobody checks. Owned by one thread. */
final class BrokenBytes {

  /** Lengths that a forged record claims: of a text, of bytes, of an array, of a union's branch. */
  private static final long[] CLAIMS = {
    Integer.MAX_VALUE,
    Integer.MAX_VALUE - 8,
    1L << 20,
    (1L << 20) + 1,
    1L << 31,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Integer.MIN_VALUE,
    -1,
    -1_000_000,
    2,
    127
  };

  private final Random random;

  BrokenBytes(Random random) {
    this.random = random;
  }

  /** One to eight bits turned over. */
  byte[] flipped(byte[] whole) {
    byte[] broken = whole.clone();
    for (int left = 1 + random.nextInt(8); left > 0; left--) {
      broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return broken;
  }

  /** Cut short anywhere. */
  byte[] truncated(byte[] whole) {
    return Arrays.copyOf(whole, random.nextInt(whole.length));
  }

  /** Up to 64 random bytes in between. */
  byte[] inserted(byte[] whole) {
    byte[] noise = new byte[1 + random.nextInt(64)];
    random.nextBytes(noise);
    return spliced(whole, random.nextInt(whole.length + 1), 0, noise);
  }

  /** A part taken out. */
  byte[] shortened(byte[] whole) {
    int at = random.nextInt(whole.length);
    return spliced(whole, at, 1 + random.nextInt(whole.length - at), new byte[0]);
  }

  /** A part that stands there twice, or a thousand times. */
  byte[] repeated(byte[] whole) {
    int at = random.nextInt(whole.length);
    byte[] part = Arrays.copyOfRange(whole, at, at + 1 + random.nextInt(whole.length - at));
    int times = random.nextInt(50) == 0 ? 1_000 : 1;
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      parts.writeBytes(part);
    }
    return spliced(whole, at, 0, parts.toByteArray());
  }

  /** Somewhere in the body a number that Avro may take for a length or a branch, and is absurd. */
  byte[] claiming(byte[] whole, int headerBytes) {
    long claim = CLAIMS[random.nextInt(CLAIMS.length)];
    int at = headerBytes + random.nextInt(whole.length - headerBytes);
    return spliced(whole, at, 1, zigZag(claim));
  }

  /** Nothing but noise. */
  byte[] noise() {
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    return noise;
  }

  /** A number as Avro writes it. */
  static byte[] zigZag(long number) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long left = (number << 1) ^ (number >> 63);
    while ((left & ~0x7FL) != 0) {
      bytes.write((int) (left & 0x7F) | 0x80);
      left >>>= 7;
    }
    bytes.write((int) left);
    return bytes.toByteArray();
  }

  private static byte[] spliced(byte[] whole, int at, int removed, byte[] put) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(whole, 0, at);
    bytes.writeBytes(put);
    bytes.write(whole, at + removed, whole.length - at - removed);
    return bytes.toByteArray();
  }
}
