package dev.perennial.cli.speed;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Learner;
import java.time.Duration;
import java.util.OptionalDouble;

/** {@link Part#STEP}: a fresh learner on the calling thread. */
final class StepTrial implements Trial {

  private final Images images;
  private final Duration time;

  StepTrial(Images images, Duration time) {
    this.images = images;
    this.time = time;
  }

  @Override
  public OptionalDouble samplesPerSecond(Cell cell) {
    try (Learner learner = Learners.open(cell.recipe(), Images.features())) {
      Batch batch = new Batch(Images.features(), cell.batch());
      // Memory is full by then.
      Stopwatch stopwatch = new Stopwatch(Math.max(4L * cell.batch(), 4L * Cell.MEMORY), time);
      long samples = 0;
      while (!stopwatch.isOver(samples)) {
        batch.clear();
        for (int row = 0; row < cell.batch(); row++) {
          batch.add(images.row(samples), images.label(samples));
          samples++;
        }
        learner.observe(batch);
      }
      return OptionalDouble.of(stopwatch.perSecond());
    }
  }
}
