package dev.perennial.cli.chaos;

import dev.perennial.cli.cluster.LocalCluster;
import dev.perennial.cli.cluster.StatePart;
import dev.perennial.cli.pipeline.Measurements;
import dev.perennial.cli.pipeline.Published;
import dev.perennial.cli.pipeline.Received;
import dev.perennial.cli.pipeline.StalledException;
import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.learner.job.JobSettings;
import dev.perennial.learner.snapshot.SnapshotRoot;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One stream through a cluster of processes of its own, struck as a schedule says; then everything
 * that stands on the topics, and what the folds keep. Also whoever watches over the processes: one
 * that ends by itself is started again. Owned by one thread.
 */
final class ChaosRun {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PAUSE = Duration.ofSeconds(20);
  private static final Duration STALL = Duration.ofMinutes(3);

  private final Workload workload;
  private final Path directory;
  private final Consumer<String> said;

  /**
   * A run that has not begun.
   *
   * @param directory where the cluster writes
   * @param said hears what happens, a line at a time
   */
  ChaosRun(Workload workload, Path directory, Consumer<String> said) {
    this.workload = workload;
    this.directory = directory;
    this.said = said;
  }

  /**
   * What a run left.
   *
   * @param transcript everything on its topics, and what the folds kept in the end
   * @param modelSha256 of the last snapshot
   * @param recoveries one a strike that hit something
   * @param restarts processes that ended without being struck
   * @param courses what it took, by name
   */
  record Result(
      Transcript transcript,
      String modelSha256,
      List<Recovery> recoveries,
      int restarts,
      Map<String, Vitals.Course> courses) {}

  /**
   * Runs the stream to its end.
   *
   * @throws StalledException if nothing new comes for three minutes
   * @throws InterruptedException if the thread is interrupted; the cluster is destroyed
   */
  Result run(List<Strike> strikes) throws InterruptedException {
    return run(strikes, Watch::result);
  }

  /**
   * Runs the stream to its end and only looks at what that takes.
   *
   * @throws StalledException if nothing new comes for three minutes
   * @throws InterruptedException if the thread is interrupted; the cluster is destroyed
   */
  Soak soak() throws InterruptedException {
    return run(List.of(), watch -> new Soak(workload, watch.restarts, watch.vitals.courses()));
  }

  private <T> T run(List<Strike> strikes, Function<Watch, T> ask) throws InterruptedException {
    said.accept("in " + directory);
    boolean fills = strikes.stream().anyMatch(strike -> strike.blow() == Strike.Blow.FILL);
    try (SmallDisk disk =
        fills ? SmallDisk.under(directory.resolve(LocalCluster.CHECKPOINTS)) : null) {
      LocalCluster cluster =
          LocalCluster.start(workload.blueprint(), directory, workload.taskManagers());
      try (Registry registry = Registry.at(cluster.settings().registry());
          Watch watch = new Watch(cluster, registry, disk)) {
        cluster.addPublisher(workload.publisher());
        for (Strike strike : strikes) {
          watch.until(strike.after());
          watch.strike(strike);
        }
        watch.untilMeasured();
        return ask.apply(watch);
      } finally {
        cluster.destroy();
      }
    }
  }

  private final class Watch implements AutoCloseable {

    private final LocalCluster cluster;
    private final @Nullable SmallDisk disk;
    private final KafkaSettings kafka;
    private final Registry registry;
    private final TopicReader<Prediction> predictions;
    private final Measurements measurements;
    private final Vitals vitals;
    private final List<Recovery> recoveries = new ArrayList<>();
    private long predicted;
    private int restarts;
    private int damages;
    private boolean published;
    private long lastProgress = System.nanoTime();
    private long lastMeasured;

    Watch(LocalCluster cluster, Registry registry, @Nullable SmallDisk disk) {
      this.cluster = cluster;
      this.disk = disk;
      this.kafka = cluster.settings().kafka();
      this.registry = registry;
      this.predictions =
          TopicReader.fromBeginning(Topic.PREDICTIONS, Prediction.class, kafka, registry);
      this.measurements = new Measurements(workload.stream(), kafka, registry);
      this.vitals = new Vitals(cluster, kafka, registry);
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
      vitals.look(predicted);
      supervise();
      long now = System.nanoTime();
      if (came > 0 || measurements.received() != lastMeasured) {
        lastMeasured = measurements.received();
        lastProgress = now;
      } else if (now - lastProgress > STALL.toNanos()) {
        throw new StalledException(
            "nothing new came for %d s: %,d of %,d samples are predicted; logs are in %s"
                .formatted(STALL.toSeconds(), predicted, workload.samples(), cluster.directory()));
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
      try {
        published =
            published
                || Published.of(workload.stream(), kafka, registry)
                    .commands()
                    .contains(Workload.END);
      } catch (UncheckedIOException away) {
        // A registry that was struck is asked again.
        return true;
      }
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
      if (!falls(strike)) {
        said.accept("%s had ended before".formatted(strike.victim()));
        return;
      }
      String struck =
          "%s %s at prediction %,d of %,d"
              .formatted(strike.blow().told(), strike.victim(), struckAt, workload.samples());
      OptionalDouble seconds = OptionalDouble.empty();
      if (struckAt < workload.samples()) {
        until(struckAt + 1);
        seconds = OptionalDouble.of((System.nanoTime() - start) / 1e9);
        said.accept("%s: the next is there after %.1f s".formatted(struck, seconds.getAsDouble()));
      } else {
        said.accept(struck + ": the last");
      }
      recoveries.add(new Recovery(struckAt, strike.victim(), strike.blow(), seconds));
    }

    /** Lets a blow fall; whether there was something to hit. */
    private boolean falls(Strike strike) throws InterruptedException {
      return switch (strike.blow()) {
        case KILL -> kill(strike.victim());
        case PAUSE -> pause(strike.victim());
        case FILL -> fill();
        case DAMAGE -> damage(strike.victim());
      };
    }

    private boolean kill(String victim) {
      boolean ran = cluster.kill(victim);
      if (ran) {
        cluster.launch(victim);
      }
      return ran;
    }

    private boolean pause(String victim) throws InterruptedException {
      boolean ran = cluster.pause(victim);
      if (ran) {
        letPass(PAUSE);
      }
      cluster.resume(victim);
      return ran;
    }

    private boolean fill() {
      SmallDisk full = Objects.requireNonNull(disk, "a disk to fill");
      full.fill();
      letPass(PAUSE);
      full.empty();
      return true;
    }

    /** Of the metadata first, then of the largest file, and so on in turn. */
    private boolean damage(String jobManager) {
      boolean ran = cluster.kill(jobManager);
      if (ran) {
        StatePart part = damages % 2 == 0 ? StatePart.METADATA : StatePart.LARGEST_FILE;
        Optional<Path> file = cluster.damageNewestState(part);
        damages++;
        file.ifPresent(cut -> said.accept("cut in half: " + cut));
        cluster.launch(jobManager);
        return file.isPresent();
      }
      return false;
    }

    private void letPass(Duration time) {
      long start = System.nanoTime();
      while (System.nanoTime() - start < time.toNanos()) {
        predicted += predictions.poll(POLL).size();
      }
    }

    /** Waits until the stream's end is learned and measured. */
    void untilMeasured() throws InterruptedException {
      while (predicted < workload.samples() || !isMeasured()) {
        look();
        measurements.poll(POLL);
      }
    }

    private boolean isMeasured() {
      return measurements.isMeasured(workload.strategy(), Workload.END)
          && measurements.answers(workload.strategy()) == workload.samples();
    }

    Result result() {
      JobSettings job = cluster.settings().section("job", JobSettings.class, JobSettings.DEFAULTS);
      Transcript transcript = Transcript.of(kafka, registry, new SnapshotRoot(job.snapshots()));
      String model =
          measurements
              .manifest(workload.strategy(), Workload.END)
              .map(ModelManifest::getSha256)
              .orElseThrow();
      Map<String, Vitals.Course> courses = vitals.courses();
      // A checkpoint that is read must not give way to a newer one.
      cluster.destroy();
      cluster.newestState().map(KeptState::of).ifPresent(transcript::addState);
      return new Result(transcript, model, List.copyOf(recoveries), restarts, courses);
    }

    @Override
    public void close() {
      predictions.close();
      measurements.close();
      vitals.close();
    }
  }
}
