package dev.perennial.learner.network;

/**
 * A tensor kept beside every parameter, of its shape: a moment, an importance, an average.
 *
 * @param name what is appended to the parameter's name
 * @param start what it is for a parameter, or a class's row of it, that is new
 */
public record Companion(String name, Start start) {

  /** What a companion is at first. */
  public enum Start {
    /** Zero. */
    ZERO,
    /** The parameter's own first values. */
    PARAMETER
  }

  /** A companion that is zero at first. */
  public static Companion zero(String name) {
    return new Companion(name, Start.ZERO);
  }

  /** A companion that is the parameter itself at first. */
  public static Companion copy(String name) {
    return new Companion(name, Start.PARAMETER);
  }
}
