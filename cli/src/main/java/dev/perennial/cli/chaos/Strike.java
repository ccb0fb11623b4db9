package dev.perennial.cli.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One blow.
 *
 * @param after how many predictions are committed when it falls
 * @param victim the name of the process
 * @param blow what happens to it
 */
record Strike(long after, String victim, Blow blow) {

  /** What may happen to a process. */
  enum Blow {
    /** SIGKILL, and a new process in its place at once. */
    KILL,
    /** SIGSTOP for 20 seconds: it stands still and then does not know it. */
    PAUSE
  }

  private static final double EARLIEST = 0.05;
  private static final double LATEST = 0.8;

  /**
   * A schedule, the same for the same seed. Every victim is struck before one is struck again; the
   * order and the places are random, and so is who is paused instead of killed.
   *
   * @param predictions how many there will be in all
   */
  static List<Strike> schedule(
      long seed, int kills, int pauses, List<String> victims, long predictions) {
    Random random = new Random(seed);
    int count = kills + pauses;
    List<Blow> blows = new ArrayList<>(Collections.nCopies(kills, Blow.KILL));
    blows.addAll(Collections.nCopies(pauses, Blow.PAUSE));
    Collections.shuffle(blows, random);
    List<String> order = new ArrayList<>();
    while (order.size() < count) {
      List<String> round = new ArrayList<>(victims);
      Collections.shuffle(round, random);
      order.addAll(round);
    }
    List<Long> places =
        random
            .doubles(count, EARLIEST, LATEST)
            .sorted()
            .mapToObj(place -> (long) (place * predictions))
            .toList();
    List<Strike> strikes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      strikes.add(new Strike(places.get(i), order.get(i), blows.get(i)));
    }
    return List.copyOf(strikes);
  }
}
