package dev.perennial.schemas.drift;

/** Which changes of a mean count. */
public enum Direction {
  /** Those to a higher mean: of errors, those for the worse. */
  UP,
  /** Those to a higher and those to a lower mean. */
  BOTH
}
