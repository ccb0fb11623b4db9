package dev.perennial.cli.pipeline;

import dev.perennial.ingest.publish.Place;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the topics hold of one stream, committed: where a publisher that was killed goes on.
 *
 * @param samples how many samples
 * @param last the newest of them; empty exactly if there is none
 * @param offsets where the samples stand, in their order
 * @param labels how many late labels
 * @param commands the ids of its commands
 */
public record Published(
    long samples, Optional<Last> last, Offsets offsets, long labels, Set<String> commands) {

  /**
   * The newest sample.
   *
   * @param id of it
   * @param eventTime of it
   * @param place where it stands
   */
  public record Last(String id, Instant eventTime, Place place) {}

  /** Copies the set. */
  public Published {
    commands = Set.copyOf(commands);
  }

  /** What is held of a stream that nobody has published to. */
  public static Published nothing() {
    return new Published(0, Optional.empty(), new Offsets(), 0, Set.of());
  }

  /**
   * Where a sample stands.
   *
   * @param index of the sample, from 0
   * @throws IndexOutOfBoundsException unless it is below {@code samples}
   */
  public Place place(long index) {
    return new Place(last.orElseThrow().place().partition(), offsets.get(index));
  }

  /**
   * Reads the three topics from the beginning, and waits for transactions of others that are still
   * open.
   */
  public static Published of(String stream, KafkaSettings kafka, Registry registry) {
    Count count = new Count();
    try (TopicReader<Sample> samples =
        TopicReader.fromBeginning(Topic.SAMPLES, Sample.class, kafka, registry)) {
      samples.forEachUntilSettled(
          found -> {
            if (found.key().filter(stream::equals).isPresent() && found.value().isPresent()) {
              count.offsets.add(found.offset());
              count.last =
                  new Last(
                      found.value().get().getId(),
                      found.value().get().getEventTime(),
                      new Place(found.partition(), found.offset()));
            }
          });
    }
    try (TopicReader<LabelEvent> labels =
        TopicReader.fromBeginning(Topic.LABELS, LabelEvent.class, kafka, registry)) {
      labels.forEachUntilSettled(
          found ->
              found
                  .value()
                  .filter(label -> label.getStream().equals(stream))
                  .ifPresent(label -> count.labels++));
    }
    Set<String> ids = new HashSet<>();
    try (TopicReader<Command> commands =
        TopicReader.fromBeginning(Topic.CONTROL, Command.class, kafka, registry)) {
      commands.forEachUntilSettled(
          found ->
              found
                  .value()
                  .filter(command -> command.getStream().equals(stream))
                  .ifPresent(command -> ids.add(command.getId())));
    }
    return new Published(
        count.offsets.size(), Optional.ofNullable(count.last), count.offsets, count.labels, ids);
  }

  private static final class Count {
    private final Offsets offsets = new Offsets();
    private long labels;
    private @Nullable Last last;
  }
}
