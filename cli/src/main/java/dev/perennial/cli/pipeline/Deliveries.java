package dev.perennial.cli.pipeline;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Compares what was published with what one learner predicted and learned, sample by sample.
 *
 * <p>Ids are kept as 64-bit fingerprints, 8 bytes each, so that counting a long run does not itself
 * make the process grow; two of a million ids share one with a chance below 1 in 30 million.
 *
 * <p>Not thread-safe.
 */
public final class Deliveries {

  /**
   * What the comparison came to.
   *
   * @param lost published samples without a prediction, or not learned
   * @param duplicated published samples with more than one prediction, or learned more than once,
   *     or learned although they were put aside to score models
   */
  public record Count(long lost, long duplicated) {

    /** Both together. */
    Count plus(Count other) {
      return new Count(lost + other.lost, duplicated + other.duplicated);
    }
  }

  private final long[] published;
  private final long[] sequences;
  private final BitSet predicted = new BitSet();
  private final BitSet predictedAgain = new BitSet();
  private final BitSet learned = new BitSet();
  private final BitSet learnedAgain = new BitSet();
  private final BitSet excused = new BitSet();

  /** Nothing predicted or learned yet of what {@code published} holds. */
  public Deliveries(Fingerprints published) {
    this.published = published.sorted();
    this.sequences = new long[this.published.length];
  }

  /**
   * Notes a sample that is not to be learned: it was put to the hold-out set, or rejected. An id
   * that was not published is ignored.
   */
  public void excused(String id) {
    int at = indexOf(id);
    if (at >= 0) {
      excused.set(at);
    }
  }

  /** Notes a prediction. An id that was not published is ignored. */
  public void predicted(String id, long sequence) {
    int at = indexOf(id);
    if (at < 0) {
      return;
    }
    if (predicted.get(at)) {
      predictedAgain.set(at);
    }
    predicted.set(at);
    sequences[at] = sequence;
  }

  /** Notes that the example at a place of the stream's log was learned. */
  public void learned(long sequence) {
    int at = Math.toIntExact(sequence);
    if (learned.get(at)) {
      learnedAgain.set(at);
    }
    learned.set(at);
  }

  /** Compares; linear in what was published. */
  public Count count() {
    long lost = 0;
    long duplicated = 0;
    for (int at = 0; at < published.length; at++) {
      int sequence = Math.toIntExact(sequences[at]);
      boolean known = predicted.get(at);
      if (!excused.get(at) && !(known && learned.get(sequence))) {
        lost++;
      }
      boolean leaked = excused.get(at) && known && learned.get(sequence);
      if (leaked || predictedAgain.get(at) || (known && learnedAgain.get(sequence))) {
        duplicated++;
      }
    }
    return new Count(lost, duplicated);
  }

  private int indexOf(String id) {
    return Arrays.binarySearch(published, Fingerprints.of(id));
  }
}
