package dev.perennial.ingest.scenario;

import dev.perennial.ingest.data.DataSet;
import dev.perennial.ingest.data.Examples;
import dev.perennial.schemas.random.CounterRandom;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * New classes with each task, in label order. The last task has fewer where the classes do not
 * divide evenly.
 *
 * @param classesPerTask at least 1
 */
record ClassIncremental(int classesPerTask) implements Scenario {

  @Override
  public Curriculum arrange(DataSet data, CurriculumSettings settings) {
    return new Curriculum(data, lessons(data, settings), Curriculum.Order.SHUFFLED, settings);
  }

  /** One lesson a task, limited as the settings say. */
  List<Lesson> lessons(DataSet data, CurriculumSettings settings) {
    int classes = data.classNames().size();
    if (classesPerTask > classes) {
      throw new InvalidSettingsException(
          List.of(
              "scenario classes:K must have K in [1, %d], the number of classes: %d"
                  .formatted(classes, classesPerTask)));
    }
    int tasks = (classes + classesPerTask - 1) / classesPerTask;
    int most = settings.mostOfEach(tasks);
    List<Lesson> lessons = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      int first = task * classesPerTask;
      int end = Math.min(first + classesPerTask, classes);
      Lesson all =
          new Lesson(
              "classes-" + String.join("-", data.classNames().subList(first, end)),
              ofClasses(data.training(), first, end),
              ofClasses(data.holdout(), first, end),
              View.plain());
      lessons.add(all.limitedTo(most, CounterRandom.of(settings.seed(), "limit", task)));
    }
    return lessons;
  }

  private static int[] ofClasses(Examples examples, int first, int end) {
    return IntStream.range(0, examples.size())
        .filter(i -> examples.label(i) >= first && examples.label(i) < end)
        .toArray();
  }
}
