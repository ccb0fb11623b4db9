package dev.perennial.ingest.scenario;

import dev.perennial.ingest.data.DataSet;
import dev.perennial.schemas.random.CounterRandom;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * New classes with each task, but without a clean cut (after Bang et al. 2021, "Rainbow memory"): a
 * share of each task's training samples changes places with samples of other tasks. A sample
 * belongs to the task in whose time it is published; hold-out sets stay pure.
 *
 * <p>Tasks keep their size and every sample is published once. Where one task has more to exchange
 * than all others together, what finds no partner stays at home.
 *
 * @param tasks the tasks before the exchange
 * @param share in [0, 1]
 */
record Blurry(ClassIncremental tasks, double share) implements Scenario {

  @Override
  public Curriculum arrange(DataSet data, CurriculumSettings settings) {
    List<Lesson> pure = tasks.lessons(data, settings);
    if (pure.size() < 2) {
      throw new InvalidSettingsException(
          List.of(
              "scenario blurry:K:P must have K below %d, the number of classes: %d"
                  .formatted(data.classNames().size(), tasks.classesPerTask())));
    }
    CounterRandom random = CounterRandom.of(settings.seed(), "blurry");
    return new Curriculum(data, exchanged(pure, random), Curriculum.Order.SHUFFLED, settings);
  }

  private List<Lesson> exchanged(List<Lesson> pure, CounterRandom random) {
    int[][] examples = pure.stream().map(lesson -> lesson.shuffled(random)).toArray(int[][]::new);
    int[] leaving =
        Arrays.stream(examples).mapToInt(own -> (int) Math.round(share * own.length)).toArray();
    int travellers = Arrays.stream(leaving).sum();

    int[] home = new int[travellers];
    int[] traveller = new int[travellers];
    int at = 0;
    for (int task = 0; task < examples.length; task++) {
      for (int i = 0; i < leaving[task]; i++) {
        home[at] = task;
        traveller[at++] = examples[task][i];
      }
    }
    int[] from = derangement(home, random);

    List<Lesson> mixed = new ArrayList<>();
    at = 0;
    for (int task = 0; task < examples.length; task++) {
      for (int i = 0; i < leaving[task]; i++) {
        examples[task][i] = traveller[from[at++]];
      }
      Arrays.sort(examples[task]);
      mixed.add(pure.get(task).withTraining(examples[task]));
    }
    return mixed;
  }

  /**
   * A random order of travellers in which the one that goes to place i comes from another home than
   * the one that left it, as far as there is any: a shuffle, then swaps of those that came home.
   */
  private static int[] derangement(int[] home, CounterRandom random) {
    int[] from = new int[home.length];
    Arrays.setAll(from, i -> i);
    random.shuffle(from);
    for (int i = 0; i < from.length; i++) {
      if (home[from[i]] == home[i]) {
        int start = random.nextInt(from.length);
        for (int k = 0; k < from.length; k++) {
          int j = (start + k) % from.length;
          if (home[from[j]] != home[i] && home[j] != home[i]) {
            int traveller = from[i];
            from[i] = from[j];
            from[j] = traveller;
            break;
          }
        }
      }
    }
    return from;
  }
}
