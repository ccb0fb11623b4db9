package dev.perennial.ingest.scenario;

import dev.perennial.ingest.data.DataSet;
import dev.perennial.schemas.random.CounterRandom;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What scenarios share that show the same images in another way in each task. */
final class Transformed {

  private Transformed() {}

  /**
   * All examples in every task.
   *
   * @param scenario its name, for messages
   * @param prefix the tasks are named by it and their number
   * @param views what each task does to the features
   * @throws InvalidSettingsException if the data are no images
   */
  static Curriculum arrange(
      String scenario,
      String prefix,
      int tasks,
      DataSet data,
      CurriculumSettings settings,
      IntFunction<View> views) {
    if (!data.isImages()) {
      throw new InvalidSettingsException(
          List.of(
              "scenario %s must be used with images: features are %s of shape %s"
                  .formatted(scenario, data.elementType(), data.shape())));
    }
    int most = settings.mostOfEach(tasks);
    int[] training = IntStream.range(0, data.training().size()).toArray();
    int[] holdout = IntStream.range(0, data.holdout().size()).toArray();
    List<Lesson> lessons = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      Lesson all = new Lesson(prefix + "-" + task, training, holdout, views.apply(task));
      lessons.add(all.limitedTo(most, CounterRandom.of(settings.seed(), "limit", task)));
    }
    return new Curriculum(data, lessons, Curriculum.Order.SHUFFLED, settings);
  }
}
