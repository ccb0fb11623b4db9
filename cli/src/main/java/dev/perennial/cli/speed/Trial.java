package dev.perennial.cli.speed;

import java.io.IOException;
import java.util.OptionalDouble;

/** Measures one {@link Part}, once for each call. */
public interface Trial {

  /**
   * Measures.
   *
   * @return samples learned a second of wall-clock time; empty where the cell has no such part
   * @throws IOException if files or processes fail
   * @throws InterruptedException if the thread is interrupted
   */
  OptionalDouble samplesPerSecond(Cell cell) throws IOException, InterruptedException;
}
