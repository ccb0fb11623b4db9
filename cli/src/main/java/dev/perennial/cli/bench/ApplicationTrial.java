package dev.perennial.cli.bench;

import dev.perennial.cli.cluster.LocalCluster;
import dev.perennial.cli.cluster.LocalCluster.Running;
import dev.perennial.cli.cluster.LocalCluster.Status;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.ingest.IngestSettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.topic.TopicSettings;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * How fast an application folds what is on its topics already, and what it then holds. A cluster of
 * processes is started, all of it ended but broker and registry, the topics are filled, and the
 * application is started alone. Its progress is what its consumer group has committed.
 */
public final class ApplicationTrial {

  private static final String EVALUATOR = "evaluator";
  private static final String INGEST = "ingest";
  private static final List<String> PROCESSES =
      List.of(EVALUATOR, "taskmanager-1", "jobmanager", INGEST);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration MOST = Duration.ofMinutes(10);

  private final LocalCluster cluster;
  private final SettingsFile settings;
  private final String application;
  private final String group;
  private final List<Topic> topics;
  private final int partitions;

  private ApplicationTrial(
      LocalCluster cluster, String application, String group, List<Topic> topics) {
    this.cluster = cluster;
    this.settings = cluster.settings();
    this.application = application;
    this.group = group;
    this.topics = topics;
    this.partitions =
        settings.section("topics", TopicSettings.class, TopicSettings.DEFAULTS).partitions();
  }

  /**
   * What came of it.
   *
   * @param records folded
   * @param perSecond from the first commit to the last, the virtual machine's warming up included
   * @param seconds from the start of the process to its last commit
   * @param processorSeconds that the process took until then, its start included
   * @param liveBytes of its heap, after a collection
   * @param residentBytes of the process
   * @param topicBytes on the broker's disk, of what was read and what was written
   */
  public record Result(
      long records,
      double perSecond,
      double seconds,
      double processorSeconds,
      long liveBytes,
      long residentBytes,
      long topicBytes) {

    @Override
    public String toString() {
      return ("%,d records: %,.0f a second, %.1f s with its start; %.1f s of processor;"
              + " heap %d MB live, %d MB resident; %d MB on topics")
          .formatted(
              records,
              perSecond,
              seconds,
              processorSeconds,
              liveBytes >> 20,
              residentBytes >> 20,
              topicBytes >> 20);
    }
  }

  /** Fills the topics of a cluster. */
  private interface Filling {
    void fill(SettingsFile settings, Registry registry);
  }

  /**
   * Measures the evaluator.
   *
   * @param directory of the cluster, empty; what is written stays
   * @param threads of the evaluator, at least 1
   * @param learners at least 1
   * @param predictions of all learners, at least 1
   * @param tasks evaluations of as many tasks are written first; 0 for none
   */
  public static Result ofEvaluator(
      Path directory, int threads, int learners, long predictions, int tasks)
      throws InterruptedException {
    return run(
        Blueprint.shipped().with(EVALUATOR, Map.of("threads", threads)),
        directory,
        cluster ->
            new ApplicationTrial(
                cluster,
                EVALUATOR,
                EvaluatorSettings.DEFAULTS.applicationId(),
                List.of(Topic.PREDICTIONS, Topic.SCORES)),
        (settings, registry) -> {
          try (Answers answers = new Answers(settings.kafka(), registry)) {
            answers.score(learners, tasks);
            answers.predict(learners, predictions);
          }
        });
  }

  /**
   * Measures ingest.
   *
   * @param directory of the cluster, empty; what is written stays
   * @param ingest of the settings, what differs from the defaults
   * @param load what is published
   */
  public static Result ofIngest(Path directory, Map<String, Object> ingest, ImageLoad load)
      throws InterruptedException {
    return run(
        Blueprint.shipped().with(INGEST, ingest),
        directory,
        cluster ->
            new ApplicationTrial(
                cluster,
                INGEST,
                IngestSettings.DEFAULTS.applicationId(),
                List.of(Topic.SAMPLES, Topic.LABELS)),
        (settings, registry) -> load.publish(settings.kafka(), registry));
  }

  private static Result run(
      Blueprint blueprint,
      Path directory,
      Function<LocalCluster, ApplicationTrial> trialOf,
      Filling filling)
      throws InterruptedException {
    LocalCluster cluster =
        LocalCluster.start(
            blueprint.withSection("learners", Map.of("none", Map.of("stream", "none"))),
            directory,
            1);
    try {
      PROCESSES.forEach(cluster::kill);
      try (Registry registry = Registry.at(cluster.settings().registry())) {
        filling.fill(cluster.settings(), registry);
      }
      return trialOf.apply(cluster).measure();
    } finally {
      cluster.destroy();
    }
  }

  private Result measure() throws InterruptedException {
    try (Admin admin = Admin.create(settings.kafka().toProperties())) {
      long all = ends(admin);
      long before = committed(admin);
      long started = System.nanoTime();
      cluster.launch(application);
      long first = 0;
      long firstAt = 0;
      long done = before;
      while (done < all) {
        if (System.nanoTime() - started > MOST.toNanos()) {
          throw new IllegalStateException(
              "%s has committed %d of %d records in %s".formatted(application, done, all, MOST));
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
          processorSeconds(),
          liveBytes(),
          running().residentBytes(),
          topicBytes(admin));
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not tell how far " + application + " is", e);
    }
  }

  /** Of all topics, the broker's own left out. */
  private static long topicBytes(Admin admin) throws ExecutionException, InterruptedException {
    Collection<Integer> brokers =
        admin.describeCluster().nodes().get().stream().map(Node::id).toList();
    return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
        .flatMap(directories -> directories.values().stream())
        .flatMap(directory -> directory.replicaInfos().entrySet().stream())
        .filter(replica -> Topic.named(replica.getKey().topic()).isPresent())
        .mapToLong(replica -> replica.getValue().size())
        .sum();
  }

  private static double seconds(long from, long to) {
    return Math.max(1, to - from) / 1e9;
  }

  private List<TopicPartition> inputs() {
    return topics.stream()
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
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    return inputs().stream()
        .map(offsets::get)
        .mapToLong(offset -> offset == null ? 0 : offset.offset())
        .sum();
  }

  private Running running() {
    return cluster.status().stream()
        .filter(status -> status.name().equals(application))
        .findFirst()
        .flatMap(Status::running)
        .orElseThrow(() -> new IllegalStateException(application + " has ended"));
  }

  private double processorSeconds() {
    return ProcessHandle.of(running().pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .map(taken -> taken.toMillis() / 1e3)
        .orElse(Double.NaN);
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
