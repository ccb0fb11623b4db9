package dev.perennial.ingest.data;

/** What becomes of rows that cannot be used. */
@FunctionalInterface
public interface BadRows {

  /**
   * Hears of a row; returning goes on with the row after it.
   *
   * @throws BadRowException to end the reading
   */
  void met(BadRowException row) throws BadRowException;

  /** The first one ends the reading. */
  static BadRows refused() {
    return row -> {
      throw row;
    };
  }
}
