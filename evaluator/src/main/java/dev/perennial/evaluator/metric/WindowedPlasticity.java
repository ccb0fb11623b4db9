package dev.perennial.evaluator.metric;

/**
 * WP of De Lange et al. (2023): the largest rise of a task's accuracy within any k evaluations in a
 * row, the mean over tasks: how fast the model learns, or recovers. In [0, 1].
 */
public final class WindowedPlasticity extends WindowedSwing<WindowedPlasticity> {

  /**
   * Nothing folded.
   *
   * @param window k, in [2, {@value Metrics#MOST_EVALUATION_WINDOW}]
   * @param most how many tasks are watched: a sample of more stands for all; at least 2
   * @throws IllegalArgumentException if it is not
   */
  public WindowedPlasticity(int window, int most) {
    super("windowed-plasticity", window, most, -1);
  }
}
