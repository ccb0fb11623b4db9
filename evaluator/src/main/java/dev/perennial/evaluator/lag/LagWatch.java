package dev.perennial.evaluator.lag;

import dev.perennial.evaluator.board.Lag;
import dev.perennial.schemas.app.Daemons;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Partitions;
import dev.perennial.schemas.topic.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second how much of {@code experiences} the learner jobs have not read: of each
 * partition the end of what is committed, less the place that a job's consumer group has committed
 * there, of several groups the one farthest behind. A job commits its place with its checkpoints,
 * so one that keeps up is behind by what comes between two of them.
 *
 * <p>Places are offsets, and each transaction takes one more than it has entries. Where nothing has
 * been written since the look before, it is therefore looked whether any entry lies between, so
 * that a stream that is idle and read to its end reads 0.
 *
 * <p>Thread-safe; a thread of its own talks to the broker, and never stops for what that answers.
 */
public final class LagWatch implements Lag, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LagWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What one look has found; a partition that no job has committed a place of is in none. */
  private record Look(int partitions, Map<TopicPartition, Long> ends, Map<Integer, Long> entries) {

    static final Look NOTHING = new Look(0, Map.of(), Map.of());
  }

  private final List<String> groups;
  private final Admin admin;
  private final Peek peek;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(Daemons.named("lag"));

  private volatile Look newest = Look.NOTHING;
  private boolean hasFailed;

  private LagWatch(KafkaSettings kafka, List<String> groups) {
    this.groups = groups;
    Properties properties = kafka.toProperties();
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
    properties.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
    this.admin = Admin.create(properties);
    this.peek = new Peek(kafka, PATIENCE);
  }

  /**
   * Starts to look.
   *
   * @param groups the consumer groups of the learner jobs; where there is none, lag is unknown
   */
  public static LagWatch start(KafkaSettings kafka, List<String> groups) {
    LagWatch watch = new LagWatch(kafka, groups);
    watch.thread.execute(watch::lookOnAndOn);
    return watch;
  }

  @Override
  public OptionalLong of(String stream) {
    Look look = newest;
    if (look.partitions == 0) {
      return OptionalLong.empty();
    }
    Long entries = look.entries.get(Partitions.of(stream, look.partitions));
    return entries == null ? OptionalLong.empty() : OptionalLong.of(entries);
  }

  private void lookOnAndOn() {
    try {
      while (true) {
        look();
        // Nobody tells of new offsets: they are looked at on a thread that does nothing else.
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException | InterruptException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    try {
      newest = looked(newest.ends);
      hasFailed = false;
    } catch (InterruptException e) {
      throw e;
    } catch (ExecutionException | RuntimeException e) {
      newest = Look.NOTHING;
      if (!hasFailed) {
        LOG.info("Lag is not known while the broker does not tell reason={}", e.getMessage());
      }
      hasFailed = true;
    }
  }

  private Look looked(Map<TopicPartition, Long> endsBefore)
      throws InterruptedException, ExecutionException {
    String topic = Topic.EXPERIENCES.topicName();
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (TopicDescription description :
        admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
      description
          .partitions()
          .forEach(
              partition ->
                  latest.put(
                      new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
    }
    // Places first: an entry that is written and read between the two requests is not behind.
    Map<TopicPartition, Long> places = places(latest.keySet().stream().toList());
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get()
        .forEach((partition, found) -> ends.put(partition, found.offset()));
    Map<Integer, Long> entries = new HashMap<>();
    places.forEach(
        (partition, place) -> {
          long end = ends.getOrDefault(partition, 0L);
          boolean isIdle = Long.valueOf(end).equals(endsBefore.get(partition));
          boolean isRead = place >= end || (isIdle && !peek.hasEntry(partition, place, end));
          entries.put(partition.partition(), isRead ? 0 : end - place);
        });
    return new Look(latest.size(), ends, entries);
  }

  /** Of each partition the place of the job that is farthest behind. */
  private Map<TopicPartition, Long> places(List<TopicPartition> partitions)
      throws InterruptedException, ExecutionException {
    if (groups.isEmpty()) {
      return Map.of();
    }
    Map<String, ListConsumerGroupOffsetsSpec> asked = new HashMap<>();
    groups.forEach(
        group -> asked.put(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)));
    Map<TopicPartition, Long> places = new HashMap<>();
    for (Map<TopicPartition, OffsetAndMetadata> ofGroup :
        admin.listConsumerGroupOffsets(asked).all().get().values()) {
      ofGroup.forEach(
          (partition, place) -> {
            // Null where the group has committed none: it may not run.
            if (place != null) {
              places.merge(partition, place.offset(), Math::min);
            }
          });
    }
    return places;
  }

  /** Ends its thread and its connections. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        peek.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    admin.close(PATIENCE);
  }
}
