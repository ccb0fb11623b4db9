package dev.perennial.cli.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * One blow.
 *
 * @param after how many predictions are committed when it falls
 * @param victim the name of what it falls on
 * @param blow what happens to it
 */
record Strike(long after, String victim, Blow blow) {

  /** What may happen. */
  enum Blow {
    /** SIGKILL, and a new process in its place at once. */
    KILL("killed"),
    /** SIGSTOP for 20 seconds: it stands still and then does not know it. */
    PAUSE("paused"),
    /** The disk of checkpoints is full for 20 seconds. */
    FILL("filled"),
    /** The job manager is killed, and a file of its newest checkpoint cut in half. */
    DAMAGE("killed, and its newest checkpoint damaged:");

    private final String told;

    Blow(String told) {
      this.told = told;
    }

    /** A participle. */
    String told() {
      return told;
    }
  }

  /** What is filled. */
  static final String DISK = "the disk of checkpoints";

  private static final double EARLIEST = 0.05;
  private static final double LATEST = 0.8;

  /**
   * A schedule, the same for the same seed. Every victim is struck before one is struck again; the
   * order and the places are random, and so is who is paused instead of killed.
   *
   * @param processes those that may be killed or paused
   * @param jobManager the one whose checkpoints are damaged
   * @param predictions how many there will be in all
   */
  static List<Strike> schedule(
      long seed, Blows blows, List<String> processes, String jobManager, long predictions) {
    Random random = new Random(seed);
    int count = blows.kills() + blows.pauses();
    List<Blow> kinds = new ArrayList<>(Collections.nCopies(blows.kills(), Blow.KILL));
    kinds.addAll(Collections.nCopies(blows.pauses(), Blow.PAUSE));
    Collections.shuffle(kinds, random);
    List<String> order = new ArrayList<>();
    while (order.size() < count) {
      List<String> round = new ArrayList<>(processes);
      Collections.shuffle(round, random);
      order.addAll(round);
    }
    List<Strike> strikes = new ArrayList<>();
    List<Long> places = places(random, count, predictions);
    for (int i = 0; i < count; i++) {
      strikes.add(new Strike(places.get(i), order.get(i), kinds.get(i)));
    }
    for (long place : places(random, blows.fullDisks(), predictions)) {
      strikes.add(new Strike(place, DISK, Blow.FILL));
    }
    for (long place : places(random, blows.damages(), predictions)) {
      strikes.add(new Strike(place, jobManager, Blow.DAMAGE));
    }
    return strikes.stream().sorted(Comparator.comparingLong(Strike::after)).toList();
  }

  private static List<Long> places(Random random, int count, long predictions) {
    return random
        .doubles(count, EARLIEST, LATEST)
        .sorted()
        .mapToObj(place -> (long) (place * predictions))
        .toList();
  }
}
