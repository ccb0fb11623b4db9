package dev.perennial.schemas.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.perennial.schemas.app.Condition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What whoever runs an application asks of it, for example a kubelet: whether it lives, or must be
 * started anew, and whether it is ready to be sent work. The answers tell a word that is no secret,
 * so nobody needs a token for them.
 */
public final class Probes {

  /** Asks whether it lives: 503 if it will not work without help. */
  public static final String LIVE = "/health/live";

  /** Asks whether it is ready: 503 if it does not work just now. */
  public static final String READY = "/health/ready";

  private static final Map<String, Set<Condition>> GOOD =
      Map.of(
          LIVE, Set.of(Condition.READY, Condition.WAITING),
          READY, Set.of(Condition.READY));

  private Probes() {}

  /** The paths that are answered. */
  public static List<String> paths() {
    return List.of(LIVE, READY);
  }

  /**
   * Answers a probe: 200 or 503, and the condition as JSON.
   *
   * @throws IllegalArgumentException if the path is not one of {@link #paths}
   */
  public static Reply reply(String path, Condition condition) {
    Set<Condition> good = GOOD.get(path);
    if (good == null) {
      throw new IllegalArgumentException("path must be one of %s: %s".formatted(paths(), path));
    }
    return Reply.json(
        good.contains(condition) ? 200 : 503,
        JsonNodeFactory.instance
            .objectNode()
            .put("status", condition.name().toLowerCase(Locale.ROOT)));
  }
}
