package dev.perennial.learner.network;

import java.util.List;
import java.util.OptionalInt;

/**
 * A FLOAT32 tensor that steps keep up to date without training it; zero at first, and where a class
 * is new.
 *
 * @param name its path in a model, for example {@code classifier.mean}
 * @param rows the length of the first dimension; empty where there is a row per class
 * @param row the lengths of the other dimensions; empty for a vector
 */
public record Statistic(String name, OptionalInt rows, List<Integer> row) {

  /** Copies the list. */
  public Statistic {
    row = List.copyOf(row);
  }

  /** A row of {@code width} numbers per class. */
  public static Statistic perClass(String name, int width) {
    return new Statistic(name, OptionalInt.empty(), List.of(width));
  }

  /** A number per class. */
  public static Statistic perClass(String name) {
    return new Statistic(name, OptionalInt.empty(), List.of());
  }

  /** A tensor whose size does not depend on the classes. */
  public static Statistic fixed(String name, int rows, Integer... row) {
    return new Statistic(name, OptionalInt.of(rows), List.of(row));
  }

  /** The shape with that many classes, outermost first. */
  public long[] shape(int classes) {
    return new Parameter(name, rows, row, 1).shape(classes);
  }
}
