package dev.perennial.cli;

import dev.perennial.cli.pipeline.Published;
import dev.perennial.ingest.publish.LabelPlan;
import dev.perennial.ingest.publish.LabelPublisher;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.ingest.publish.TransactionUndoneException;
import dev.perennial.ingest.scenario.SampleSequence;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.wire.Registry;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/**
 * The samples of one stream on their way to the topics, with their late labels and the command at
 * the end. Owned by one thread.
 *
 * @param pace of the samples
 * @param boundary the id of the command at the end, if there is one
 * @param err is told what is there already, and what was undone
 * @param progress is told how far it is
 */
record Publication(
    KafkaSettings kafka,
    Registry registry,
    Pace pace,
    String stream,
    LabelPlan plan,
    Optional<String> boundary,
    PrintWriter err,
    ConsoleProgress progress) {

  private static final String TRANSACTIONS = "perennial-publish-";

  /** So often in a row the broker may undo what is published next before that is an error. */
  private static final int MOST_UNDONE = 5;

  /**
   * Publishes everything, whatever is there.
   *
   * @throws KafkaException if a record could not be written
   */
  SampleCount begin(SampleSequence samples) {
    try (SamplePublisher publisher = SamplePublisher.connect(kafka, registry, pace)) {
      return publish(samples, publisher, Published.nothing());
    }
  }

  /**
   * Publishes what is not there yet, in transactions. Where the broker undoes one, reads again how
   * far it is and goes on from there.
   *
   * @throws InvalidSettingsException if what is there are not the first of the samples
   * @throws KafkaException if a record could not be written, another publisher of the stream has
   *     taken over, the broker undid too much, or the samples cannot be read again
   */
  @SuppressWarnings("try") // The commits go on by themselves.
  SampleCount resume(SampleSequence samples) {
    long standing = 0;
    int undone = 0;
    while (true) {
      try (SamplePublisher publisher =
              SamplePublisher.resumable(kafka, registry, pace, TRANSACTIONS + stream);
          DueCommits commits = DueCommits.of(publisher)) {
        Published published = Published.of(stream, kafka, registry);
        if (published.samples() + published.labels() > standing) {
          standing = published.samples() + published.labels();
          undone = 0;
        }
        if (published.samples() > 0) {
          err.printf("%,d samples of stream %s are there already%n", published.samples(), stream);
        }
        published.last().ifPresent(last -> publisher.goOn(stream, last.eventTime(), last.place()));
        return publish(samples, publisher, published);
      } catch (TransactionUndoneException e) {
        if (!samples.canBeReadAgain()) {
          throw new KafkaException(
              "what is piped in cannot be read again; give all of it once more, with --resume", e);
        }
        if (++undone > MOST_UNDONE) {
          throw e;
        }
        err.printf("%s; going on from what stands%n", e.getMessage());
      }
    }
  }

  private SampleCount publish(
      SampleSequence samples, SamplePublisher publisher, Published published) {
    SampleCount count = new SampleCount();
    LabelPublisher labels = new LabelPublisher(publisher, plan, published.labels());
    for (Sample sample : samples) {
      count.add(sample);
      if (count.all() > published.samples()) {
        labels.publish(sample);
      } else {
        requireSame(published, sample, count.all());
        labels.isThere(sample, published.place(count.all() - 1));
      }
      progress.counted(count.all(), samples.size());
    }
    requireAll(published, count.all());
    labels.finish(stream);
    boundary
        .filter(id -> !published.commands().contains(id))
        .ifPresent(id -> publisher.command(publisher.boundary(stream, id)));
    publisher.flush();
    return count;
  }

  /** Refuses to go on behind samples that are not those of the same options. */
  private void requireSame(Published published, Sample sample, long number) {
    String last = published.last().map(Published.Last::id).orElse("");
    if (number == published.samples() && !last.equals(sample.getId())) {
      throw new InvalidSettingsException(
          List.of(
              "--resume needs the options of before, and all that was published: sample %,d of"
                      .formatted(number)
                  + " stream %s is %s, of these options %s"
                      .formatted(stream, last, sample.getId())));
    }
  }

  private void requireAll(Published published, long number) {
    if (number < published.samples()) {
      throw new InvalidSettingsException(
          List.of(
              "--resume needs the options of before: stream %s holds %,d samples more than these"
                  .formatted(stream, published.samples() - number)));
    }
  }
}
