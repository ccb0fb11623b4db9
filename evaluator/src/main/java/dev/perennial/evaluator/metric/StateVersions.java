package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.IOException;

/** Reads the version byte that every saved state begins with. */
final class StateVersions {

  private StateVersions() {}

  static void require(String state, byte known, DataInput in) throws IOException {
    byte found = in.readByte();
    if (found != known) {
      throw new IOException(
          "the state of %s has version %d; this code reads %d".formatted(state, found, known));
    }
  }
}
