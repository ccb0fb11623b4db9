package dev.perennial.cli.chaos;

import dev.perennial.cli.cluster.LocalCluster;
import dev.perennial.cli.pipeline.Measurements;
import dev.perennial.cli.pipeline.Published;
import dev.perennial.cli.pipeline.Received;
import dev.perennial.cli.pipeline.StalledException;
import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * One stream through a cluster of processes of its own, struck as a schedule says; then everything
 * that stands on the topics. Also whoever watches over the processes: one that ends by itself is
 * started again. Owned by one thread.
 */
final class ChaosRun {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PAUSE = Duration.ofSeconds(20);
  private static final Duration STALL = Duration.ofMinutes(3);

  private final Blueprint blueprint;
  private final Path directory;
  private final int taskManagers;
  private final String stream;
  private final List<String> learners;
  private final List<String> publishing;
  private final long samples;
  private final Consumer<String> said;

  /**
   * A run that has not begun.
   *
   * @param directory where the cluster writes
   * @param learners the names of all learners
   * @param publishing the options of {@code publish}, without the cluster's addresses
   * @param samples how many predictions each learner will have made in the end
   * @param said hears what happens, a line at a time
   */
  ChaosRun(
      Blueprint blueprint,
      Path directory,
      int taskManagers,
      String stream,
      List<String> learners,
      List<String> publishing,
      long samples,
      Consumer<String> said) {
    this.blueprint = blueprint;
    this.directory = directory;
    this.taskManagers = taskManagers;
    this.stream = stream;
    this.learners = List.copyOf(learners);
    this.publishing = List.copyOf(publishing);
    this.samples = samples;
    this.said = said;
  }

  /**
   * What a run left.
   *
   * @param transcript everything on its topics
   * @param models the SHA-256 of every learner's last snapshot, in the learners' order
   * @param recoveries one a strike that hit a process
   * @param restarts processes that ended without being struck
   */
  record Result(
      Transcript transcript, List<String> models, List<Recovery> recoveries, int restarts) {}

  /**
   * Runs the stream to its end.
   *
   * @throws StalledException if nothing new comes for three minutes
   * @throws InterruptedException if the thread is interrupted; the cluster is destroyed
   */
  Result run(List<Strike> strikes) throws InterruptedException {
    said.accept("in " + directory);
    LocalCluster cluster = LocalCluster.start(blueprint, directory, taskManagers);
    try (Registry registry = Registry.at(cluster.settings().registry())) {
      cluster.addPublisher(publishing);
      Watch watch = new Watch(cluster, registry);
      try {
        for (Strike strike : strikes) {
          watch.until(strike.after());
          watch.strike(strike);
        }
        watch.untilMeasured();
        return watch.result();
      } finally {
        watch.close();
      }
    } finally {
      cluster.destroy();
    }
  }

  private final class Watch implements AutoCloseable {

    private final LocalCluster cluster;
    private final KafkaSettings kafka;
    private final Registry registry;
    private final TopicReader<Prediction> predictions;
    private final Measurements measurements;
    private final List<Recovery> recoveries = new ArrayList<>();
    private long predicted;
    private int restarts;
    private boolean published;
    private long lastProgress = System.nanoTime();
    private long lastMeasured;

    Watch(LocalCluster cluster, Registry registry) {
      this.cluster = cluster;
      this.kafka = cluster.settings().kafka();
      this.registry = registry;
      this.predictions =
          TopicReader.fromBeginning(Topic.PREDICTIONS, Prediction.class, kafka, registry);
      this.measurements = new Measurements(stream, kafka, registry);
    }

    /** Waits until so many predictions are committed. */
    void until(long count) throws InterruptedException {
      while (predicted < count) {
        look();
      }
    }

    private void look() throws InterruptedException {
      int came = predictions.poll(POLL).size();
      predicted += came;
      supervise();
      long now = System.nanoTime();
      if (came > 0 || measurements.received() != lastMeasured) {
        lastMeasured = measurements.received();
        lastProgress = now;
      } else if (now - lastProgress > STALL.toNanos()) {
        throw new StalledException(
            "nothing new came for %d s: %,d of %,d samples are predicted; logs are in %s"
                .formatted(STALL.toSeconds(), predicted, samples, cluster.directory()));
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }

    /** As whatever runs a cluster does: starts again what ended. */
    private void supervise() {
      List<String> ended = new ArrayList<>(cluster.ended());
      boolean publisherEnded = ended.remove(LocalCluster.PUBLISHER);
      if (ended.isEmpty() && publisherEnded && !hasPublished()) {
        ended.add(LocalCluster.PUBLISHER);
      }
      for (String name : ended) {
        said.accept("%s ended by itself and is started again".formatted(name));
        restarts++;
        cluster.launch(name);
      }
    }

    /** Whether the publisher had a reason to end. */
    private boolean hasPublished() {
      published = published || Published.of(stream, kafka, registry).commands().contains(Chaos.END);
      return published;
    }

    /** Strikes and waits for the first prediction that is committed after it. */
    void strike(Strike strike) throws InterruptedException {
      List<Received<Prediction>> late = predictions.poll(Duration.ZERO);
      while (!late.isEmpty()) {
        predicted += late.size();
        late = predictions.poll(Duration.ZERO);
      }
      long struckAt = predicted;
      long start = System.nanoTime();
      boolean hit;
      switch (strike.blow()) {
        case KILL -> {
          hit = cluster.kill(strike.victim());
          if (hit) {
            cluster.launch(strike.victim());
          }
        }
        case PAUSE -> {
          hit = cluster.pause(strike.victim());
          while (hit && System.nanoTime() - start < PAUSE.toNanos()) {
            predicted += predictions.poll(POLL).size();
          }
          cluster.resume(strike.victim());
        }
        default -> throw new IllegalStateException(strike.toString());
      }
      if (!hit) {
        said.accept("%s had ended before".formatted(strike.victim()));
        return;
      }
      String struck =
          "%s %s at prediction %,d of %,d"
              .formatted(
                  strike.blow() == Strike.Blow.KILL ? "killed" : "paused",
                  strike.victim(),
                  struckAt,
                  samples);
      OptionalDouble seconds = OptionalDouble.empty();
      if (struckAt < all()) {
        until(struckAt + 1);
        seconds = OptionalDouble.of((System.nanoTime() - start) / 1e9);
        said.accept("%s: the next is there after %.1f s".formatted(struck, seconds.getAsDouble()));
      } else {
        said.accept(struck + ": the last");
      }
      recoveries.add(new Recovery(struckAt, strike.victim(), strike.blow(), seconds));
    }

    /** Waits until the stream's end is learned and measured by every learner. */
    void untilMeasured() throws InterruptedException {
      while (predicted < all() || !isMeasured()) {
        look();
        measurements.poll(POLL);
      }
    }

    /** How many predictions there will be. */
    private long all() {
      return samples * learners.size();
    }

    private boolean isMeasured() {
      return learners.stream()
          .allMatch(
              learner ->
                  measurements.isMeasured(learner, Chaos.END)
                      && measurements.answers(learner) == samples);
    }

    Result result() {
      return new Result(
          Transcript.of(kafka, registry),
          learners.stream()
              .map(learner -> measurements.manifest(learner, Chaos.END).orElseThrow())
              .map(ModelManifest::getSha256)
              .toList(),
          List.copyOf(recoveries),
          restarts);
    }

    @Override
    public void close() {
      predictions.close();
      measurements.close();
    }
  }
}
