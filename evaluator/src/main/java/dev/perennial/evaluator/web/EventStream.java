package dev.perennial.evaluator.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.chronicle.History;
import dev.perennial.evaluator.chronicle.History.Seen;
import dev.perennial.schemas.http.Patience;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What one client is told: the overview, and of one learner its page and its history, each when it
 * has changed. Owned by one thread.
 */
final class EventStream {

  /** A connection that nothing is sent on is taken for dead by what lies between. */
  private static final Duration SILENCE = Duration.ofSeconds(15);

  /** A client that has not taken a piece of what it is sent by then is let go. */
  private static final Duration WRITE = Duration.ofSeconds(10);

  /** A slow line takes this much in time, and the whole in its own. */
  private static final int PIECE_BYTES = 1 << 16;

  private static final String RECONNECT = "retry: 2000\n\n";

  private final OutputStream out;
  private final Patience patience;
  private final Overviews overviews;
  private final JsonPages pages;
  private final Sources sources;
  private final Optional<LearnerKey> learner;
  private final Clock clock = Clock.systemUTC();
  private long overview;
  private String page = "";
  private long pageDueNanos = System.nanoTime();
  private Seen seen = Seen.NOTHING;
  private long sentNanos = System.nanoTime();

  EventStream(
      OutputStream out,
      Patience patience,
      Overviews overviews,
      JsonPages pages,
      Sources sources,
      Optional<LearnerKey> learner) {
    this.out = out;
    this.patience = patience;
    this.overviews = overviews;
    this.pages = pages;
    this.sources = sources;
    this.learner = learner;
  }

  /**
   * Sends what has changed since the last time, if anything.
   *
   * @throws IOException if the client is gone or does not read
   */
  void tell() throws IOException {
    StringBuilder events = new StringBuilder(overview == 0 ? RECONNECT : "");
    addOverview(events);
    learner.ifPresent(
        key -> {
          addPage(events, key);
          addHistory(events, key);
        });
    if (events.isEmpty() && System.nanoTime() - sentNanos > SILENCE.toNanos()) {
      events.append(": still here\n\n");
    }
    if (!events.isEmpty()) {
      send(events.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private void send(byte[] events) throws IOException {
    for (int at = 0; at < events.length; at += PIECE_BYTES) {
      int from = at;
      patience.within(
          WRITE,
          () -> {
            out.write(events, from, Math.min(PIECE_BYTES, events.length - from));
            out.flush();
          });
    }
    sentNanos = System.nanoTime();
  }

  private void addOverview(StringBuilder events) {
    Overviews.Numbered newest = overviews.newest();
    if (newest.number() != overview) {
      overview = newest.number();
      add(events, "overview", newest.at(clock.instant()));
    }
  }

  private void addPage(StringBuilder events, LearnerKey key) {
    if (System.nanoTime() - pageDueNanos < 0) {
      return;
    }
    String newest = pages.learner(key, clock.instant()).map(ObjectNode::toString).orElse("");
    if (!newest.equals(page)) {
      page = newest;
      add(events, "learner", page);
    }
    pageDueNanos = System.nanoTime() + Overviews.pauseAfter(page.length()).toNanos();
  }

  private void addHistory(StringBuilder events, LearnerKey key) {
    History history = sources.chronicle().since(key, seen);
    seen = history.seen();
    if (!history.isEmpty()) {
      add(events, "history", HistoryJson.of(history).put("whole", history.isWhole()).toString());
    }
  }

  // JSON without line breaks is one line of data.
  private static void add(StringBuilder events, String name, String json) {
    events.append("event: ").append(name).append("\ndata: ").append(json).append("\n\n");
  }
}
