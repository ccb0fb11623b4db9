package dev.perennial.ingest.topology;

/**
 * A set of numbers of 128 bits, none of them 0: open addressing with linear probing, at most half
 * full, so 32 to 64 bytes each and none of them an object. Owned by one thread.
 */
final class PrintSet {

  private static final int FIRST_PLACES = 256;

  /**
   * Place i holds the upper half at 2 i and the lower one behind it; both are 0 where it is free.
   */
  private long[] places = new long[2 * FIRST_PLACES];

  private int size;

  /** Whether it has that number. */
  boolean contains(long high, long low) {
    int place = find(high, low);
    return isTaken(place);
  }

  /** Adds a number; one that it has changes nothing. */
  void add(long high, long low) {
    if (4 * (size + 1) > places.length) {
      grow();
    }
    int place = find(high, low);
    if (!isTaken(place)) {
      size++;
      put(place, high, low);
    }
  }

  /** Removes a number; one that it has not changes nothing. */
  void remove(long high, long low) {
    int free = find(high, low);
    if (!isTaken(free)) {
      return;
    }
    size--;
    put(free, 0, 0);
    // Those behind it, up to the next free place, were put further back because of it.
    for (int place = next(free); isTaken(place); place = next(place)) {
      long moved = places[2 * place];
      long movedLow = places[2 * place + 1];
      put(place, 0, 0);
      put(find(moved, movedLow), moved, movedLow);
    }
  }

  /** How many numbers there are. */
  int size() {
    return size;
  }

  /** The place of a number, or the free one where it belongs. */
  private int find(long high, long low) {
    int place = (int) (high ^ (high >>> 32)) & (places.length / 2 - 1);
    while (isTaken(place) && (places[2 * place] != high || places[2 * place + 1] != low)) {
      place = next(place);
    }
    return place;
  }

  private boolean isTaken(int place) {
    return (places[2 * place] | places[2 * place + 1]) != 0;
  }

  private int next(int place) {
    return (place + 1) & (places.length / 2 - 1);
  }

  private void put(int place, long high, long low) {
    places[2 * place] = high;
    places[2 * place + 1] = low;
  }

  private void grow() {
    long[] old = places;
    places = new long[2 * old.length];
    for (int i = 0; i < old.length; i += 2) {
      if ((old[i] | old[i + 1]) != 0) {
        put(find(old[i], old[i + 1]), old[i], old[i + 1]);
      }
    }
  }
}
