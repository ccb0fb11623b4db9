package dev.perennial.cli.speed;

import dev.perennial.cli.pipeline.Measurements;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.EmbeddedStack;
import dev.perennial.cli.stack.WorkingDirectory;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.learner.job.LearnerJob;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.wire.Registry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * {@link Part#PIPELINE}: a whole stack in this process, from samples that are published as fast as
 * they are learned to the metric that counts their answers. The learner's thread has a processor of
 * its own, and all others have another, the publisher's too, where {@link OwnProcessor} can have it
 * so.
 */
final class PipelineTrial implements Trial {

  /** How far publishing runs ahead of what is measured. */
  private static final int MOST_AHEAD = 60_000;

  /** What the virtual machine loads and compiles first does not count. */
  private static final Duration WARM_UP = Duration.ofSeconds(12);

  private static final int SAMPLES_A_LOOK = 500;
  private static final Duration POLL = Duration.ofMillis(5);

  private final Images images;
  private final Duration time;

  PipelineTrial(Images images, Duration time) {
    this.images = images;
    this.time = time;
  }

  /** What is shipped, with the cell's learner alone, once under each name. */
  static Blueprint blueprint(Cell cell, List<String> names) {
    Recipe recipe = cell.recipe(Device.CPU);
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("strategy", recipe.strategy());
    keys.put("network", recipe.network());
    keys.put("memory", recipe.memory());
    keys.put("batch", recipe.batch());
    keys.put("replayBatch", recipe.replayBatch());
    keys.put("seed", recipe.seed());
    Map<String, Object> learner = Map.of("stream", Images.STREAM, "recipe", keys);
    return Blueprint.shipped()
        .withSection(
            "learners", names.stream().collect(Collectors.toMap(name -> name, name -> learner)));
  }

  @Override
  public OptionalDouble samplesPerSecond(Cell cell) throws InterruptedException {
    try (WorkingDirectory directory = WorkingDirectory.temporary();
        EmbeddedStack stack =
            EmbeddedStack.start(blueprint(cell, List.of(cell.strategy())), directory.path())) {
      KafkaSettings kafka = stack.settings().kafka();
      try (Registry registry = Registry.at(stack.settings().registry());
          SamplePublisher publisher = SamplePublisher.connect(kafka, registry, Pace.unlimited());
          Measurements measurements = new Measurements(Images.STREAM, kafka, registry)) {
        Load load = new Load(stack, publisher, measurements, cell.strategy());
        load.until(new Stopwatch(0, WARM_UP));
        Stopwatch stopwatch = new Stopwatch(load.answers, time);
        OwnProcessor learners = OwnProcessor.of(LearnerJob.FOLD);
        try {
          load.until(stopwatch);
        } finally {
          learners.release();
        }
        return OptionalDouble.of(stopwatch.perSecond());
      }
    }
  }

  /** Samples that a stack is given as it answers them. */
  private final class Load {

    private final EmbeddedStack stack;
    private final SamplePublisher publisher;
    private final Measurements measurements;
    private final String learner;
    private long published;
    private long answers;

    Load(
        EmbeddedStack stack, SamplePublisher publisher, Measurements measurements, String learner) {
      this.stack = stack;
      this.publisher = publisher;
      this.measurements = measurements;
      this.learner = learner;
    }

    void until(Stopwatch stopwatch) throws InterruptedException {
      while (!stopwatch.isOver(answers)) {
        stack.requireAlive();
        boolean isRoom = published - answers < MOST_AHEAD;
        for (int i = 0; isRoom && i < SAMPLES_A_LOOK; i++) {
          publisher.publish(images.sample(published++));
        }
        measurements.poll(isRoom ? Duration.ZERO : POLL);
        answers = measurements.answers(learner);
      }
    }
  }
}
