package dev.perennial.cli.speed;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Learner;
import java.time.Duration;
import java.util.OptionalDouble;

/** {@link Part#STEP}: a fresh learner on the calling thread. */
final class StepTrial implements Trial {

  // Memory of the size that fits a processor is full by then; a larger one costs what it holds.
  private static final long FIRST_SAMPLES = 4L * Device.CPU.memory();

  private final Images images;
  private final Device device;
  private final Duration time;

  StepTrial(Images images, Device device, Duration time) {
    this.images = images;
    this.device = device;
    this.time = time;
  }

  @Override
  public OptionalDouble samplesPerSecond(Cell cell) {
    try (Learner learner =
        Learners.open(cell.recipe(device), Images.features(), device.placement())) {
      Batch batch = new Batch(Images.features(), cell.batch());
      Stopwatch stopwatch = new Stopwatch(Math.max(4L * cell.batch(), FIRST_SAMPLES), time);
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
