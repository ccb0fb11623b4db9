package dev.perennial.cli.chaos;

import dev.perennial.cli.cluster.LocalCluster;
import dev.perennial.cli.pipeline.Received;
import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/**
 * What a cluster takes, looked at every five seconds: memory and open files of every process,
 * topics, bytes of checkpoints, and how far learning is behind. Owned by one thread.
 */
public final class Vitals implements AutoCloseable {

  /** How many topics there are. */
  static final String TOPICS = "topics";

  /** How many samples are published and not predicted. */
  static final String WAITING = "samples waiting";

  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(3);

  /** Long enough for what is there to come; a broker that is away is not waited for. */
  private static final Duration READ = Duration.ofMillis(200);

  private final LocalCluster cluster;
  private final Admin admin;
  private final TopicReader<Sample> samples;
  private final Map<String, List<Long>> readings = new TreeMap<>();
  private long published;
  private long next = System.nanoTime();

  /**
   * How a number went.
   *
   * @param early its median in the second fifth of the time: the first is for warming up
   * @param late its median in the last fifth
   * @param highest the highest it was
   */
  public record Course(long early, long late, long highest) {

    /** The course of numbers in their order; at least one. */
    static Course of(List<Long> values) {
      int fifth = Math.max(1, values.size() / 5);
      int early = Math.min(fifth, values.size() - 1);
      return new Course(
          median(values.subList(early, Math.min(values.size(), early + fifth))),
          median(values.subList(values.size() - fifth, values.size())),
          values.stream().mapToLong(Long::longValue).max().orElseThrow());
    }

    private static long median(List<Long> values) {
      return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    /** Whether it was no more in the end than some part above what it was early on. */
    boolean isFlat(double part, long slack) {
      return late <= early * (1 + part) + slack;
    }
  }

  /** Begins to look at a cluster. */
  Vitals(LocalCluster cluster, KafkaSettings kafka, Registry registry) {
    this.cluster = cluster;
    this.samples = TopicReader.fromBeginning(Topic.SAMPLES, Sample.class, kafka, registry);
    this.admin = Admin.create(kafka.toProperties());
  }

  /**
   * Looks, if it is time to.
   *
   * @param predicted how many samples are predicted
   */
  void look(long predicted) throws InterruptedException {
    long now = System.nanoTime();
    if (now < next) {
      return;
    }
    next = now + EVERY.toNanos();
    for (LocalCluster.Status member : cluster.status()) {
      member
          .running()
          .ifPresent(
              running -> {
                note(member.name() + " resident bytes", running.residentBytes());
                note(member.name() + " open files", running.openFiles());
              });
    }
    note("checkpoint bytes", size(cluster.directory().resolve(LocalCluster.CHECKPOINTS)));
    note(WAITING, Math.max(0, published() - predicted));
    try {
      note(TOPICS, admin.listTopics().names().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS).size());
    } catch (ExecutionException | TimeoutException e) {
      // A broker that was struck is asked next time.
    }
  }

  /** How many samples stand committed that are to be learned. */
  private long published() {
    List<Received<Sample>> found = samples.poll(READ);
    while (!found.isEmpty()) {
      published +=
          found.stream().filter(sample -> sample.orThrow().getSplit() != Split.HOLDOUT).count();
      found = samples.poll(READ);
    }
    return published;
  }

  private void note(String name, long value) {
    readings.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  /** Bytes of all files below a directory; files may come and go meanwhile. */
  private static long size(Path directory) {
    long[] bytes = {0};
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              bytes[0] += attributes.size();
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException gone) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes[0];
  }

  /** How everything went, by its name. */
  Map<String, Course> courses() {
    return readings.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> Course.of(entry.getValue()),
                (one, other) -> one,
                LinkedHashMap::new));
  }

  @Override
  public void close() {
    samples.close();
    admin.close(Duration.ZERO);
  }
}
