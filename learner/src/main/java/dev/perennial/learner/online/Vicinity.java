package dev.perennial.learner.online;

import java.util.Arrays;

/**
 * The nearest rows under one metric, in windows of doubling length into the past: the last {@value
 * #SHORTEST} rows, twice as many, and so on. Each window and each number of neighbours is a voter:
 * its probability of a class is the share of the class in the neighbours' weights, 1 / (squared
 * distance + {@value #NEAREST}). Of two rows at the same distance the later is nearer.
 */
final class Vicinity {

  /** The numbers of neighbours that vote. */
  private static final int[] NEIGHBOURS = {1, 3, 7, 15};

  private static final int MOST = 15;
  private static final int SHORTEST = 32;
  private static final double NEAREST = 1e-3;

  private final float[] distances = new float[MOST];
  private final int[] labels = new int[MOST];
  private int found;

  /** How many voters there are for a memory of that many rows at most, at least 1. */
  static int voters(int capacity) {
    return windows(capacity) * NEIGHBOURS.length;
  }

  private static int windows(int capacity) {
    int windows = 1;
    for (int length = SHORTEST; length < capacity; length *= 2) {
      windows++;
    }
    return windows;
  }

  /**
   * Lets the voters vote; those whose window is not yet filled see all there is.
   *
   * @param newest the slot of the latest row; those before it were filled before it, round about
   * @param size how many slots are filled, at least 1
   * @param squared of every slot, the squared distance
   * @param of of every slot, the class
   * @param votes per voter and class, where the probabilities are written
   */
  void vote(int newest, int size, int capacity, float[] squared, int[] of, double[][] votes) {
    found = 0;
    int slot = newest;
    int window = 0;
    int length = SHORTEST;
    int windows = windows(capacity);
    for (int age = 1; age <= size; age++) {
      if (found < MOST || squared[slot] < distances[MOST - 1]) {
        insert(squared[slot], of[slot]);
      }
      slot = slot == 0 ? size - 1 : slot - 1;
      if (age == length && window < windows - 1) {
        window(window++, votes);
        length *= 2;
      }
    }
    while (window < windows) {
      window(window++, votes);
    }
  }

  private void insert(float distance, int label) {
    int place = found < MOST ? found++ : MOST - 1;
    while (place > 0 && distances[place - 1] > distance) {
      distances[place] = distances[place - 1];
      labels[place] = labels[place - 1];
      place--;
    }
    distances[place] = distance;
    labels[place] = label;
  }

  private void window(int window, double[][] votes) {
    for (int i = 0; i < NEIGHBOURS.length; i++) {
      double[] vote = votes[window * NEIGHBOURS.length + i];
      Arrays.fill(vote, 0);
      double sum = 0;
      int nearest = Math.min(NEIGHBOURS[i], found);
      for (int j = 0; j < nearest; j++) {
        double weight = 1 / (distances[j] + NEAREST);
        vote[labels[j]] += weight;
        sum += weight;
      }
      for (int j = 0; j < vote.length; j++) {
        vote[j] /= sum;
      }
    }
  }
}
