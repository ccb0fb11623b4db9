package dev.perennial.ingest.publish;

import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Sample;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * Labels of one stream that have left their samples: the label of sample i comes directly after
 * sample i + delay, whose offset is known once the broker has confirmed it. So the log is the same
 * in every run, however fast the broker answers.
 *
 * <p>Counts only samples whose label does not stay with them. Holds one label for each sample that
 * is not confirmed and for each of the last {@code delay} ones. Owned by one thread.
 */
final class WaitingLabels {

  private record Waiting(long sample, String stream, String id, String label) {

    LabelEvent after(long offset, Instant eventTime) {
      return new LabelEvent(stream, id, label, eventTime, offset);
    }
  }

  private final LabelPlan plan;
  private final int delay;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private long published;
  private long confirmed;
  private long written;

  /**
   * No labels yet.
   *
   * @param written how many labels of the stream stand in the topic already: so many are not given
   *     again
   */
  WaitingLabels(LabelPlan plan, long written) {
    this.plan = plan;
    this.delay = plan.delay().orElse(0);
    this.written = written;
  }

  /** Takes the label of a sample that is published next; its label must not be null. */
  void published(Sample labelled) {
    String label = labelled.getLabel();
    if (label == null) {
      throw new IllegalArgumentException("a sample must have a label: " + labelled.getId());
    }
    if (plan.delay().isPresent() && plan.comes(labelled.getId())) {
      if (written > 0) {
        written--;
      } else {
        waiting.add(new Waiting(published, labelled.getStream(), labelled.getId(), label));
      }
    }
    published++;
  }

  /**
   * Hears that the broker has the next sample, in the order they were published.
   *
   * @param offset where it stands
   * @param eventTime its own
   * @return the label that comes directly after it, if one does
   */
  Optional<LabelEvent> confirmed(long offset, Instant eventTime) {
    long due = confirmed++ - delay;
    Waiting next = waiting.peek();
    if (next == null || next.sample != due) {
      return Optional.empty();
    }
    waiting.remove();
    return Optional.of(next.after(offset, eventTime));
  }

  /**
   * The labels that no sample is left to wait for, which come after the last sample; none is kept.
   *
   * @param offset where the stream's last sample stands
   * @param eventTime the last sample's
   */
  List<LabelEvent> rest(long offset, Instant eventTime) {
    List<LabelEvent> rest = waiting.stream().map(label -> label.after(offset, eventTime)).toList();
    waiting.clear();
    return rest;
  }
}
