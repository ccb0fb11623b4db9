package dev.perennial.evaluator.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The overview as all event streams share it: made anew at most once a second, less often where it
 * is large. Thread-safe.
 */
final class Overviews {

  private static final double BYTES_A_SECOND = 1 << 20;

  /**
   * An overview.
   *
   * @param number counts those that said something else than the one before
   * @param json without its {@code now}
   */
  record Numbered(long number, String json) {

    /** As it is sent at {@code now}. */
    String at(Instant now) {
      return "{\"now\":\"%s\",%s".formatted(now, json.substring(1));
    }
  }

  private final JsonPages pages;
  private final Clock clock;
  private Numbered newest = new Numbered(0, "{}");
  private long dueNanos = System.nanoTime();

  Overviews(JsonPages pages, Clock clock) {
    this.pages = pages;
    this.clock = clock;
  }

  synchronized Numbered newest() {
    if (System.nanoTime() - dueNanos >= 0) {
      String json = pages.overview(clock.instant()).toString();
      if (!json.equals(newest.json())) {
        newest = new Numbered(newest.number() + 1, json);
      }
      dueNanos = System.nanoTime() + pauseAfter(json.length()).toNanos();
    }
    return newest;
  }

  /**
   * How long to wait after something of that length, so that nobody is sent more than 1 MiB a
   * second.
   */
  static Duration pauseAfter(int characters) {
    return Duration.ofMillis((long) (1_000 * Math.max(1, characters / BYTES_A_SECOND)));
  }
}
