package dev.perennial.ingest.publish;

import dev.perennial.schemas.Sample;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.KafkaException;

/**
 * Publishes the samples of one stream and, where a plan says so, their labels later. No sample
 * waits for a label: a label is sent when the offset it needs is known. Owned by one thread.
 */
public final class LabelPublisher {

  private record Confirmed(long offset, Instant eventTime) {}

  private final SamplePublisher publisher;
  private final LabelPlan plan;
  private final WaitingLabels waiting;
  // Filled by the producer's thread, in the order of the samples: a stream is one partition.
  private final Queue<Confirmed> confirmed = new ConcurrentLinkedQueue<>();

  /**
   * Publishes through a publisher, which the caller closes.
   *
   * @param written how many labels of the stream a predecessor has written
   */
  public LabelPublisher(SamplePublisher publisher, LabelPlan plan, long written) {
    this.publisher = publisher;
    this.plan = plan;
    this.waiting = new WaitingLabels(plan, written);
  }

  /**
   * Publishes a sample, with or without its label, and the labels whose place is known.
   *
   * @throws KafkaException if an earlier record could not be written
   */
  public void publish(Sample sample) {
    if (plan.staysWith(sample)) {
      publisher.publish(sample);
    } else {
      waiting.published(sample);
      Instant eventTime = sample.getEventTime();
      publisher.publish(
          unlabelled(sample), place -> confirmed.add(new Confirmed(place.offset(), eventTime)));
    }
    sendDue();
  }

  /** Takes note of a sample that a predecessor has published, and of where it stands. */
  public void isThere(Sample sample, Place place) {
    if (!plan.staysWith(sample)) {
      waiting.published(sample);
      confirmed.add(new Confirmed(place.offset(), sample.getEventTime()));
      sendDue();
    }
  }

  /**
   * Publishes every label that is left, after the last sample of the stream, and waits until all is
   * confirmed.
   *
   * @throws KafkaException if a record could not be written
   */
  public void finish(String stream) {
    publisher.flush();
    sendDue();
    Optional<Place> last = publisher.lastConfirmed(stream);
    if (last.isPresent()) {
      Instant eventTime = publisher.lastEventTime(stream);
      waiting.rest(last.get().offset(), eventTime).forEach(publisher::label);
    }
    publisher.flush();
  }

  private void sendDue() {
    for (Confirmed next = confirmed.poll(); next != null; next = confirmed.poll()) {
      waiting.confirmed(next.offset, next.eventTime).ifPresent(publisher::label);
    }
  }

  private static Sample unlabelled(Sample sample) {
    return new Sample(
        sample.getId(),
        sample.getStream(),
        sample.getEventTime(),
        sample.getFeatures(),
        null,
        sample.getTask(),
        sample.getSplit());
  }
}
