package dev.perennial.ingest.scenario;

import dev.perennial.ingest.data.DataSet;
import dev.perennial.ingest.data.ExampleReader;
import dev.perennial.ingest.data.Examples;
import dev.perennial.ingest.data.RowSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * File order, or a random order within each stretch of one task. One task, or those the data names,
 * each wherever its rows stand. A limit keeps the first rows of each task.
 */
record AsIs(Curriculum.Order order) implements Scenario {

  static final String ONLY_TASK = "all";

  @Override
  public Scenario shuffled() {
    return new AsIs(Curriculum.Order.SHUFFLED);
  }

  @Override
  public Optional<SampleSequence> streamed(RowSource rows, CurriculumSettings settings) {
    boolean isReadAsOftenAsNeeded = rows.canBeReadAgain() || settings.passes() == 1;
    return order == Curriculum.Order.FILE && isReadAsOftenAsNeeded && !isShared(rows, settings)
        ? Optional.of(new StreamedCurriculum(rows, settings))
        : Optional.empty();
  }

  /** Whether a limit is shared among tasks, of which only the end of a file knows how many. */
  private static boolean isShared(RowSource rows, CurriculumSettings settings) {
    if (settings.limit().isEmpty() || !rows.canBeReadAgain()) {
      return false;
    }
    try (ExampleReader reader = rows.open()) {
      return reader.namesTasks();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public Curriculum arrange(DataSet data, CurriculumSettings settings) {
    List<String> tasks = data.taskNames().isEmpty() ? List.of(ONLY_TASK) : data.taskNames();
    int[] rows = firstOfEach(data.training(), tasks.size(), settings.mostOfEach(tasks.size()));
    List<Lesson> lessons = new ArrayList<>();
    Set<Integer> begun = new HashSet<>();
    int first = 0;
    while (first < rows.length) {
      int task = data.training().task(rows[first]);
      int end = first + 1;
      while (end < rows.length && data.training().task(rows[end]) == task) {
        end++;
      }
      lessons.add(
          new Lesson(
              tasks.get(task),
              Arrays.copyOfRange(rows, first, end),
              begun.add(task) ? holdoutOf(data, task) : new int[0],
              View.plain()));
      first = end;
    }
    return new Curriculum(data, lessons, order, settings);
  }

  private static int[] firstOfEach(Examples examples, int tasks, int most) {
    int[] taken = new int[tasks];
    return IntStream.range(0, examples.size())
        .filter(i -> taken[examples.task(i)]++ < most)
        .toArray();
  }

  private static int[] holdoutOf(DataSet data, int task) {
    return IntStream.range(0, data.holdout().size())
        .filter(i -> data.holdout().task(i) == task)
        .toArray();
  }
}
