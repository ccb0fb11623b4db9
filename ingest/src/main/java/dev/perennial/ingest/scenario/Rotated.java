package dev.perennial.ingest.scenario;

import dev.perennial.ingest.data.DataSet;

/**
 * All classes in every task, turned by evenly spaced angles from 0 up to, not including, 180
 * degrees: at 180 a 6 would be a 9.
 *
 * @param tasks at least 1
 */
record Rotated(int tasks) implements Scenario {

  private static final double HALF_TURN_DEGREES = 180;

  @Override
  public Curriculum arrange(DataSet data, CurriculumSettings settings) {
    return Transformed.arrange(
        "rotate",
        "rotation",
        tasks,
        data,
        settings,
        task ->
            task == 0
                ? View.plain()
                : View.rotated(data.shape(), HALF_TURN_DEGREES * task / tasks));
  }
}
