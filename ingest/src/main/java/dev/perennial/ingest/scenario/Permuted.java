package dev.perennial.ingest.scenario;

import dev.perennial.ingest.data.DataSet;
import dev.perennial.schemas.random.CounterRandom;

/**
 * All classes in every task, with the pixels in another order: the first task's as they are, then
 * random but fixed ones (Goodfellow et al. 2013).
 *
 * @param tasks at least 1
 */
record Permuted(int tasks) implements Scenario {

  @Override
  public Curriculum arrange(DataSet data, CurriculumSettings settings) {
    return Transformed.arrange(
        "permute",
        "permutation",
        tasks,
        data,
        settings,
        task ->
            task == 0
                ? View.plain()
                : View.permuted(
                    data.shape(), CounterRandom.of(settings.seed(), "permutation", task)));
  }
}
