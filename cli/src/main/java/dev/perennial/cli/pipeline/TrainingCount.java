package dev.perennial.cli.pipeline;

import dev.perennial.schemas.Command;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.time.Duration;

/**
 * How many training examples ingest made of what was published, where only ingest knows: it is its
 * hash that sends some to hold-out. Owned by one thread.
 *
 * <p>The stream ends with the command of a given id.
 */
final class TrainingCount implements AutoCloseable {

  private final String stream;
  private final String end;
  private final TopicReader<Experience> experiences;
  private long count;
  private boolean ended;

  TrainingCount(String stream, String end, KafkaSettings kafka, Registry registry) {
    this.stream = stream;
    this.end = end;
    this.experiences =
        TopicReader.fromBeginning(Topic.EXPERIENCES, Experience.class, kafka, registry);
  }

  /** Takes in what is new without waiting, and answers the count so far. */
  long poll() {
    for (Received<Experience> received : experiences.poll(Duration.ZERO)) {
      received.value().filter(entry -> entry.getStream().equals(stream)).ifPresent(this::take);
    }
    return count;
  }

  private void take(Experience entry) {
    if (entry.getBody() instanceof Example example && example.getRole() == Role.TRAINING) {
      count++;
    } else if (entry.getBody() instanceof Command command && command.getId().equals(end)) {
      ended = true;
    }
  }

  /** Whether the command that ends the stream has been read, so that the count is final. */
  boolean isFinal() {
    return ended;
  }

  @Override
  public void close() {
    experiences.close();
  }
}
