package dev.perennial.cli.speed;

import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.EmbeddedFlink;
import dev.perennial.cli.stack.WorkingDirectory;
import dev.perennial.ingest.IngestSettings;
import dev.perennial.ingest.topology.InMemoryIngest;
import dev.perennial.learner.job.Emission;
import dev.perennial.learner.job.JobSettings;
import dev.perennial.learner.job.LearnerJob;
import dev.perennial.learner.job.Routed;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * {@link Part#OPERATOR}: the learner's own job on a cluster in this process. Its source draws up
 * entries as ingest would, on a thread of its own; its sink counts and drops. {@link Part#SLOTS}:
 * the same with a learner in each of several slots, which all learn the stream; the sum of all.
 */
final class OperatorTrial implements Trial {

  private static final String REGISTRY = "mock://speed";
  private static final Duration POLL = Duration.ofMillis(5);

  /** Predictions so far; the cluster's tasks run in this process. */
  private static final AtomicLong PREDICTIONS = new AtomicLong();

  private final int slots;
  private final Duration time;

  OperatorTrial(int slots, Duration time) {
    this.slots = slots;
    this.time = time;
  }

  @Override
  public OptionalDouble samplesPerSecond(Cell cell) throws IOException, InterruptedException {
    PREDICTIONS.set(0);
    try (WorkingDirectory directory = WorkingDirectory.temporary();
        EmbeddedFlink flink = EmbeddedFlink.start(directory.path().resolve("flink"), slots)) {
      List<String> learners = names(cell.strategy());
      Blueprint blueprint =
          PipelineTrial.blueprint(cell, learners)
              .placed("localhost:1", REGISTRY, 0, directory.path());
      SettingsFile settings = SettingsFile.parse(blueprint.yaml(), name -> "");
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.getExecutionEnvironment(
              LearnerJob.flinkConfiguration(settings));
      env.setParallelism(slots);
      env.setMaxParallelism(JobSettings.MAX_PARALLELISM);
      LearnerJob.results(
              env.fromSequence(0, Long.MAX_VALUE)
                  .setParallelism(1)
                  .flatMap(new Entries(learners))
                  .returns(TypeInformation.of(Routed.class))
                  .setParallelism(1),
              settings)
          .map(OperatorTrial::counted)
          .returns(TypeInformation.of(Emission.class))
          .sinkTo(new DiscardingSink<>());
      EmbeddedFlink.Job job = flink.submit(env);
      Stopwatch stopwatch =
          new Stopwatch(4L * slots * Math.max(Device.CPU.memory(), cell.batch()), time);
      while (!stopwatch.isOver(PREDICTIONS.get())) {
        if (job.failure().isPresent()) {
          throw new IllegalStateException("the job failed", job.failure().get());
        }
        TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      }
      return OptionalDouble.of(stopwatch.perSecond());
    }
  }

  /** A name for a learner in each slot: Flink places it by a hash. */
  private List<String> names(String strategy) {
    return IntStream.range(0, slots)
        .mapToObj(
            slot ->
                IntStream.iterate(0, number -> number + 1)
                    .mapToObj(number -> strategy + "-" + number)
                    .filter(name -> slotOf(Images.STREAM + "/" + name) == slot)
                    .findFirst()
                    .orElseThrow())
        .toList();
  }

  private int slotOf(String key) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
        key, JobSettings.MAX_PARALLELISM, slots);
  }

  private static Emission counted(Emission emission) {
    if (emission.topic == Topic.PREDICTIONS) {
      PREDICTIONS.incrementAndGet();
    }
    return emission;
  }

  /** Images as entries of the log, by number, for every learner. */
  private static final class Entries extends RichFlatMapFunction<Long, Routed> {

    private final List<String> learners;
    private transient @Nullable Images images;
    private transient @Nullable InMemoryIngest ingest;
    private byte[] entry = {};

    Entries(List<String> learners) {
      this.learners = learners;
    }

    @Override
    public void open(OpenContext context) {
      images = new Images();
      ingest =
          new InMemoryIngest(
              IngestSettings.DEFAULTS,
              Registry.at(RegistrySettings.at(REGISTRY)),
              experience -> entry = experience);
    }

    @Override
    public void flatMap(Long image, Collector<Routed> out) {
      if (images == null || ingest == null) {
        throw new IllegalStateException("the source is not open");
      }
      ingest.accept(images.sample(image));
      for (String learner : learners) {
        out.collect(Routed.to(Images.STREAM, learner, image, entry));
      }
    }
  }
}
