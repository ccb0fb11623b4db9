package dev.perennial.cli.pipeline;

import dev.perennial.ingest.publish.Place;
import dev.perennial.schemas.Command;
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
 * @param commands the ids of its commands
 */
public record Published(long samples, Optional<Last> last, Set<String> commands) {

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

  /**
   * Reads both topics from the beginning, and waits for transactions of others that are still open.
   */
  public static Published of(String stream, KafkaSettings kafka, Registry registry) {
    Count count = new Count();
    try (TopicReader<Sample> samples =
        TopicReader.fromBeginning(Topic.SAMPLES, Sample.class, kafka, registry)) {
      samples.forEachUntilSettled(
          found -> {
            if (found.key().filter(stream::equals).isPresent() && found.value().isPresent()) {
              count.samples++;
              count.last =
                  new Last(
                      found.value().get().getId(),
                      found.value().get().getEventTime(),
                      new Place(found.partition(), found.offset()));
            }
          });
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
    return new Published(count.samples, Optional.ofNullable(count.last), ids);
  }

  private static final class Count {
    private long samples;
    private @Nullable Last last;
  }
}
