package dev.perennial.cli.bench;

import dev.perennial.cli.cluster.LocalCluster;
import dev.perennial.cli.cluster.LocalCluster.Running;
import dev.perennial.cli.cluster.LocalCluster.Status;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.topic.TopicSettings;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How fast the evaluator folds what is on its topics already, and what it then holds. A cluster of
 * processes is started, all of it ended but broker and registry, the topics are filled, and the
 * evaluator is started alone. Its progress is what its consumer group has committed.
 */
public final class EvaluatorTrial {

  private static final String EVALUATOR = "evaluator";
  private static final List<String> IDLE = List.of("taskmanager-1", "jobmanager", "ingest");
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration MOST = Duration.ofMinutes(10);

  private final LocalCluster cluster;
  private final SettingsFile settings;
  private final int partitions;

  private EvaluatorTrial(LocalCluster cluster, int partitions) {
    this.cluster = cluster;
    this.settings = cluster.settings();
    this.partitions = partitions;
  }

  /**
   * What came of it.
   *
   * @param records folded
   * @param perSecond from the first commit to the last, the virtual machine's warming up included
   * @param seconds from the start of the process to its last commit
   * @param liveBytes of its heap, after a collection
   * @param residentBytes of the process
   */
  public record Result(
      long records, double perSecond, double seconds, long liveBytes, long residentBytes) {}

  /**
   * Runs a trial.
   *
   * @param directory of the cluster, empty; what is written stays
   * @param threads of the evaluator, at least 1
   * @param learners at least 1
   * @param predictions of all learners, at least 1
   * @param tasks evaluations of as many tasks are written first; 0 for none
   */
  public static Result run(Path directory, int threads, int learners, long predictions, int tasks)
      throws InterruptedException {
    Blueprint blueprint =
        Blueprint.shipped()
            .with("evaluator", Map.of("threads", threads))
            .withSection("learners", Map.of("none", Map.of("stream", "none")));
    LocalCluster cluster = LocalCluster.start(blueprint, directory, 1);
    try {
      EvaluatorTrial trial =
          new EvaluatorTrial(
              cluster,
              cluster
                  .settings()
                  .section("topics", TopicSettings.class, TopicSettings.DEFAULTS)
                  .partitions());
      cluster.kill(EVALUATOR);
      IDLE.forEach(cluster::kill);
      trial.fill(learners, predictions, tasks);
      return trial.measure();
    } finally {
      cluster.destroy();
    }
  }

  private void fill(int learners, long predictions, int tasks) {
    try (Registry registry = Registry.at(settings.registry());
        Answers answers = new Answers(settings.kafka(), registry)) {
      answers.score(learners, tasks);
      answers.predict(learners, predictions);
    }
  }

  private Result measure() throws InterruptedException {
    try (Admin admin = Admin.create(settings.kafka().toProperties())) {
      long all = ends(admin);
      long before = committed(admin);
      long started = System.nanoTime();
      cluster.launch(EVALUATOR);
      long first = 0;
      long firstAt = 0;
      long done = before;
      while (done < all) {
        if (System.nanoTime() - started > MOST.toNanos()) {
          throw new IllegalStateException(
              "the evaluator has committed %d of %d records in %s".formatted(done, all, MOST));
        }
        TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        done = committed(admin);
        if (first == 0 && done > before) {
          first = done;
          firstAt = System.nanoTime();
        }
      }
      long now = System.nanoTime();
      return new Result(
          all,
          (all - first) / seconds(firstAt, now),
          seconds(started, now),
          liveBytes(),
          running().residentBytes());
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not tell how far the evaluator is", e);
    }
  }

  private static double seconds(long from, long to) {
    return Math.max(1, to - from) / 1e9;
  }

  private List<TopicPartition> inputs() {
    return List.of(Topic.PREDICTIONS, Topic.SCORES).stream()
        .flatMap(
            topic ->
                IntStream.range(0, partitions)
                    .mapToObj(partition -> new TopicPartition(topic.topicName(), partition)))
        .toList();
  }

  private long ends(Admin admin) throws ExecutionException, InterruptedException {
    long sum = 0;
    for (TopicPartition input : inputs()) {
      sum +=
          admin
              .listOffsets(Map.of(input, OffsetSpec.latest()))
              .partitionResult(input)
              .get()
              .offset();
    }
    return sum;
  }

  private long committed(Admin admin) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin
            .listConsumerGroupOffsets(EvaluatorSettings.DEFAULTS.applicationId())
            .partitionsToOffsetAndMetadata()
            .get();
    return inputs().stream()
        .map(offsets::get)
        .mapToLong(offset -> offset == null ? 0 : offset.offset())
        .sum();
  }

  private Running running() {
    return cluster.status().stream()
        .filter(status -> status.name().equals(EVALUATOR))
        .findFirst()
        .flatMap(Status::running)
        .orElseThrow(() -> new IllegalStateException("the evaluator has ended"));
  }

  /** What a histogram of the heap counts, before which the machine collects garbage. */
  private long liveBytes() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(running().pid()),
                  "GC.class_histogram")
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said.lines()
          .filter(line -> line.startsWith("Total"))
          .map(line -> line.trim().split("\\s+")[2])
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException("jcmd cannot be run", e);
    }
  }
}
