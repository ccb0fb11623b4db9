package dev.perennial.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.cli.stack.EmbeddedStack;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.WireFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/**
 * One curriculum through a running stack: hold-out first, version 0 measured, then every training
 * sample, until all are learned and measured; then the audit. Owned by one thread, used once.
 */
public final class PipelineRun implements AutoCloseable {

  private static final String BASELINE = "baseline";
  private static final String END = "end";
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration STALL = Duration.ofMinutes(2);
  private static final int SAMPLES_A_LOOK = 1_000;

  /**
   * How far publishing may run ahead of what is measured: about two seconds of a fast learner. A
   * publisher that races takes the processor from the learner it races for.
   */
  private static final int MOST_AHEAD = 20_000;

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final EmbeddedStack stack;
  private final Curriculum curriculum;
  private final String stream;
  private final List<String> learners;
  private final Progress progress;
  private final Pace pace;
  private final KafkaSettings kafka;
  private final Registry registry;
  private final Measurements measurements;
  private final RecordDecoder<Sample> samples;
  private final Fingerprints published = new Fingerprints();
  private final Fingerprints holdout = new Fingerprints();

  /** A run that has not begun and publishes as fast as its learners allow; see the other. */
  public PipelineRun(
      EmbeddedStack stack,
      Curriculum curriculum,
      String stream,
      List<String> learners,
      Progress progress) {
    this(stack, curriculum, stream, learners, progress, Pace.unlimited());
  }

  /**
   * A run that has not begun.
   *
   * @param curriculum what is published
   * @param stream the stream the curriculum's samples belong to
   * @param learners the names of all learners that learn it
   * @param pace the fastest that samples are published, hold-out included
   */
  public PipelineRun(
      EmbeddedStack stack,
      Curriculum curriculum,
      String stream,
      List<String> learners,
      Progress progress,
      Pace pace) {
    this.stack = stack;
    this.curriculum = curriculum;
    this.stream = stream;
    this.learners = List.copyOf(learners);
    this.progress = progress;
    this.pace = pace;
    this.kafka = stack.settings().kafka();
    this.registry = Registry.at(stack.settings().registry());
    this.samples = RecordDecoder.of(Topic.SAMPLES, Sample.class, registry);
    this.measurements = new Measurements(stream, kafka, registry);
  }

  /**
   * Runs.
   *
   * @throws dev.perennial.cli.stack.PartFailedException if a part of the stack dies
   * @throws StalledException if nothing new is measured for two minutes
   * @throws InterruptedException if the thread is interrupted
   */
  public Outcome run() throws InterruptedException {
    try (SamplePublisher publisher = SamplePublisher.connect(kafka, registry, pace)) {
      if (curriculum.holdoutSize() > 0) {
        measureBaseline(publisher);
      }
      long started = System.nanoTime();
      publishTraining(publisher);
      long samples = awaitMeasured();
      Duration wall = Duration.ofNanos(System.nanoTime() - started);
      return outcome(samples, wall);
    }
  }

  private void measureBaseline(SamplePublisher publisher) throws InterruptedException {
    progress.phase("publishing %,d hold-out samples".formatted(curriculum.holdoutSize()));
    for (Sample sample : curriculum.holdout()) {
      holdout.add(sample.getId());
      publisher.publish(sample);
    }
    publisher.command(publisher.boundary(stream, BASELINE));
    publisher.flush();
    progress.phase("measuring version 0");
    await("version 0 to be measured", () -> areMeasured(BASELINE));
  }

  private void publishTraining(SamplePublisher publisher) throws InterruptedException {
    progress.phase("learning %,d samples".formatted(curriculum.trainingSize()));
    for (Sample sample : curriculum.training()) {
      published.add(sample.getId());
      publisher.publish(sample);
      if (published.size() % SAMPLES_A_LOOK == 0) {
        look(Duration.ZERO);
        progress.measured(slowest(), curriculum.trainingSize());
        letLearnersCatchUp();
      }
    }
    publisher.command(publisher.boundary(stream, END));
    publisher.flush();
  }

  /** Waits while learners are far behind and come closer; samples that never count stop nothing. */
  private void letLearnersCatchUp() throws InterruptedException {
    long known = slowest();
    long since = System.nanoTime();
    while (published.size() - slowest() > MOST_AHEAD
        && System.nanoTime() - since < PATIENCE.toNanos()) {
      look(POLL);
      if (slowest() != known) {
        known = slowest();
        since = System.nanoTime();
        progress.measured(known, curriculum.trainingSize());
      }
    }
  }

  /** Waits for the last metric; how many training samples were learned. */
  private long awaitMeasured() throws InterruptedException {
    if (curriculum.trainingSplit() == Split.AUTO) {
      try (TrainingCount count = new TrainingCount(stream, END, kafka, registry)) {
        await(
            "every sample to be measured",
            () -> {
              long total = count.poll();
              progress.measured(slowest(), curriculum.trainingSize());
              return areMeasured(END) && count.isFinal() && slowest() == total;
            });
        return count.poll();
      }
    }
    try (TopicReader<Reject> rejects =
        TopicReader.fromBeginning(Topic.REJECTS, Reject.class, kafka, registry)) {
      long[] total = {curriculum.trainingSize()};
      await(
          "every sample to be measured",
          () -> {
            total[0] -=
                rejects.poll(Duration.ZERO).stream()
                    .flatMap(received -> received.value().stream())
                    .filter(this::isTraining)
                    .count();
            progress.measured(slowest(), total[0]);
            return areMeasured(END) && slowest() == total[0];
          });
      return total[0];
    }
  }

  private boolean isTraining(Reject reject) {
    if (!reject.getTopic().equals(Topic.SAMPLES.topicName()) || reject.getValue() == null) {
      return false;
    }
    byte[] bytes = new byte[reject.getValue().remaining()];
    reject.getValue().duplicate().get(bytes);
    try {
      Sample sample = samples.decode(bytes);
      return sample.getStream().equals(stream) && sample.getSplit() == Split.TRAIN;
    } catch (WireFormatException e) {
      // Bytes that are no sample are none of ours.
      return false;
    }
  }

  private boolean areMeasured(String command) {
    return learners.stream().allMatch(learner -> measurements.isMeasured(learner, command));
  }

  private long slowest() {
    return learners.stream().mapToLong(measurements::answers).min().orElse(0);
  }

  private void await(String what, BooleanSupplier done) throws InterruptedException {
    long known = measurements.received();
    long since = System.nanoTime();
    while (!done.getAsBoolean()) {
      look(POLL);
      long now = System.nanoTime();
      if (measurements.received() != known) {
        known = measurements.received();
        since = now;
      } else if (now - since > STALL.toNanos()) {
        throw new StalledException(
            "nothing new was measured for %d s while waiting for %s: %,d of %,d samples are"
                .formatted(STALL.toSeconds(), what, slowest(), curriculum.trainingSize()));
      }
    }
  }

  private void look(Duration wait) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    stack.requireAlive();
    measurements.poll(wait);
  }

  private Outcome outcome(long samples, Duration wall) throws InterruptedException {
    progress.phase("comparing what was published with what was learned");
    Audit audit = new Audit(stream, learners, published, kafka, registry);
    if (curriculum.trainingSplit() == Split.AUTO) {
      audit.excuseHoldout();
    }
    long rejected = audit.excuseRejected();
    Map<String, Deliveries.Count> counts = audit.count();
    Deliveries.Count kept = audit.countHoldout(holdout);
    EvaluatorClient evaluator = new EvaluatorClient(stack.evaluatorAddress(), "");
    List<LearnerOutcome> outcomes = new ArrayList<>();
    for (String learner : learners) {
      Deliveries.Count learned = Objects.requireNonNull(counts.get(learner));
      outcomes.add(outcome(learner, learned.plus(kept), evaluator));
    }
    return new Outcome(curriculum.taskNames(), samples, rejected, audit.refusals(), wall, outcomes);
  }

  private LearnerOutcome outcome(
      String learner, Deliveries.Count deliveries, EvaluatorClient evaluator)
      throws InterruptedException {
    ModelManifest manifest = measurements.manifest(learner, END).orElseThrow();
    try {
      JsonNode known = evaluator.learner(stream, learner);
      List<List<OptionalDouble>> matrix = new ArrayList<>();
      known.path("accuracyMatrix").forEach(row -> matrix.add(values(row)));
      Map<String, Double> metrics = new HashMap<>();
      known
          .path("metrics")
          .properties()
          .forEach(
              metric -> {
                JsonNode value = metric.getValue().path("value");
                if (value.isNumber()) {
                  metrics.put(metric.getKey(), value.asDouble());
                }
              });
      return new LearnerOutcome(
          learner,
          matrix,
          values(known.path("baseline")),
          metrics,
          manifest.getVersion(),
          manifest.getSha256(),
          deliveries,
          measurements.curve(learner));
    } catch (IOException e) {
      throw new UncheckedIOException("the evaluator did not say what it knows of " + learner, e);
    }
  }

  private static List<OptionalDouble> values(JsonNode row) {
    List<OptionalDouble> values = new ArrayList<>();
    row.forEach(
        cell ->
            values.add(
                cell.isNumber() ? OptionalDouble.of(cell.asDouble()) : OptionalDouble.empty()));
    return values;
  }

  @Override
  public void close() {
    measurements.close();
    registry.close();
  }
}
