package dev.perennial.evaluator.metric;

/**
 * WF of De Lange et al. (2023): the largest drop of a task's accuracy within any k evaluations in a
 * row, the mean over tasks. It sees what forgetting between periods does not: a fall that is made
 * good before the next boundary, the stability gap, if evaluations are made in between. In [0, 1].
 */
public final class WindowedForgetting extends WindowedSwing<WindowedForgetting> {

  /**
   * Nothing folded.
   *
   * @param window k, in [2, {@value Metrics#MOST_EVALUATION_WINDOW}]
   * @param most how many tasks are watched: a sample of more stands for all; at least 2
   * @throws IllegalArgumentException if it is not
   */
  public WindowedForgetting(int window, int most) {
    super("windowed-forgetting", window, most, 1);
  }
}
