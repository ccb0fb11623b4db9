package dev.perennial.cli.pipeline;

import java.util.Arrays;

/** A growing list of ids, kept as 64-bit fingerprints. Not thread-safe. */
public final class Fingerprints {

  private long[] values = new long[1024];
  private int size;

  /** The fingerprint of an id: FNV-1a over its UTF-16 units, then SplitMix64's finalizer. */
  static long of(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }

  /** Adds an id. */
  public void add(String id) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = of(id);
  }

  /** How many ids were added. */
  public int size() {
    return size;
  }

  long[] sorted() {
    long[] copy = Arrays.copyOf(values, size);
    Arrays.sort(copy);
    return copy;
  }
}
