package dev.perennial.cli.chaos;

/**
 * How often what happens.
 *
 * @param kills processes killed
 * @param pauses processes stopped for a while
 * @param fullDisks times that the disk of checkpoints is full for a while
 * @param damages times that the job manager is killed and its newest checkpoint damaged
 */
public record Blows(int kills, int pauses, int fullDisks, int damages) {

  /** Checks that none is negative. */
  public Blows {
    if (kills < 0 || pauses < 0 || fullDisks < 0 || damages < 0) {
      throw new IllegalArgumentException(
          "no number of blows is negative: %d, %d, %d, %d"
              .formatted(kills, pauses, fullDisks, damages));
    }
  }
}
