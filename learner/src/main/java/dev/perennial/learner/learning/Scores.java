package dev.perennial.learner.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a model says about rows: one unnormalized log-probability (logit) per row and class.
 * Immutable. With no class known there are rows but no logits.
 */
public final class Scores {

  private final int rows;
  private final int classes;
  private final float[] logits;

  /**
   * A class and what a model thinks of it.
   *
   * @param label the class's index
   * @param probability softmax over all classes that the model knew, in [0, 1]
   */
  public record Candidate(int label, double probability) {}

  /**
   * Scores of {@code rows} rows.
   *
   * @param logits row-major, rows x classes; owned by the scores from now on
   * @throws IllegalArgumentException if the length is another
   */
  public Scores(int rows, int classes, float[] logits) {
    if (logits.length != rows * classes) {
      throw new IllegalArgumentException(
          "%d rows of %d classes need %d logits: %d"
              .formatted(rows, classes, rows * classes, logits.length));
    }
    this.rows = rows;
    this.classes = classes;
    this.logits = logits;
  }

  /** How many rows were scored. */
  public int rows() {
    return rows;
  }

  /** How many classes the model knew; may be 0. */
  public int classes() {
    return classes;
  }

  /** The logit of a row and class. */
  public float logit(int row, int label) {
    return logits[Objects.checkIndex(row, rows) * classes + Objects.checkIndex(label, classes)];
  }

  /**
   * The class with the highest logit, the lowest index among equals; empty where no class is known.
   */
  public OptionalInt predicted(int row) {
    if (classes == 0) {
      return OptionalInt.empty();
    }
    int start = Objects.checkIndex(row, rows) * classes;
    int best = 0;
    for (int label = 1; label < classes; label++) {
      if (logits[start + label] > logits[start + best]) {
        best = label;
      }
    }
    return OptionalInt.of(best);
  }

  /**
   * The softmax probability of a class, in [0, 1].
   *
   * @throws IndexOutOfBoundsException if the model does not know the class
   */
  public double probability(int row, int label) {
    return Math.exp(-lossNats(row, label));
  }

  /**
   * The classes with the highest logits, the highest first and the lowest index first among equals:
   * the first is the {@linkplain #predicted predicted} one. O(classes x count) at most.
   *
   * @param count how many, at least 0; where the model knew fewer, all of them
   */
  public List<Candidate> best(int row, int count) {
    int start = Objects.checkIndex(row, rows) * classes;
    int[] best = new int[Math.min(count, classes)];
    int found = 0;
    for (int label = 0; label < classes; label++) {
      int place = found;
      while (place > 0 && logits[start + label] > logits[start + best[place - 1]]) {
        place--;
      }
      if (place < best.length) {
        found = Math.min(found + 1, best.length);
        System.arraycopy(best, place, best, place + 1, found - place - 1);
        best[place] = label;
      }
    }
    double whole = logSum(start);
    List<Candidate> candidates = new ArrayList<>(best.length);
    for (int label : best) {
      candidates.add(new Candidate(label, Math.exp(logits[start + label] - whole)));
    }
    return candidates;
  }

  /** The softmax probabilities of all classes that the model knew; they sum to 1. */
  public double[] probabilities(int row) {
    int start = Objects.checkIndex(row, rows) * classes;
    double highest = highest(start);
    double[] probabilities = new double[classes];
    double sum = 0;
    for (int label = 0; label < classes; label++) {
      probabilities[label] = Math.exp(logits[start + label] - highest);
      sum += probabilities[label];
    }
    for (int label = 0; label < classes; label++) {
      probabilities[label] /= sum;
    }
    return probabilities;
  }

  private double highest(int start) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int label = 0; label < classes; label++) {
      highest = Math.max(highest, logits[start + label]);
    }
    return highest;
  }

  /**
   * The cross-entropy of a row against its class, in nats, at least 0.
   *
   * @throws IndexOutOfBoundsException if the model does not know the class
   */
  public double lossNats(int row, int label) {
    int start = Objects.checkIndex(row, rows) * classes;
    Objects.checkIndex(label, classes);
    return logSum(start) - logits[start + label];
  }

  /** The logarithm of the sum of a row's exponentiated logits. */
  private double logSum(int start) {
    double highest = highest(start);
    double sum = 0;
    for (int label = 0; label < classes; label++) {
      sum += Math.exp(logits[start + label] - highest);
    }
    return highest + Math.log(sum);
  }

  /**
   * The mean cross-entropy of all rows against a batch's classes, in nats; empty if the model does
   * not know the class of a row, or the mean is not finite.
   *
   * @param batch of as many rows, at least 1
   */
  public OptionalDouble wholeLossNats(Batch batch) {
    double sum = 0;
    for (int row = 0; row < batch.rows(); row++) {
      if (batch.label(row) >= classes) {
        return OptionalDouble.empty();
      }
      sum += lossNats(row, batch.label(row));
    }
    double mean = sum / batch.rows();
    return Double.isFinite(mean) ? OptionalDouble.of(mean) : OptionalDouble.empty();
  }

  /**
   * The mean cross-entropy of the rows against a batch's classes, in nats, over those whose class
   * the model knows; 0 over none.
   *
   * @param batch of as many rows
   */
  public double meanLossNats(Batch batch) {
    double sum = 0;
    int counted = 0;
    for (int row = 0; row < batch.rows(); row++) {
      if (batch.label(row) < classes) {
        sum += lossNats(row, batch.label(row));
        counted++;
      }
    }
    return counted == 0 ? 0 : sum / counted;
  }
}
