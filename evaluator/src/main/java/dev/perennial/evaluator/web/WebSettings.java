package dev.perennial.evaluator.web;

import dev.perennial.schemas.http.Gate;
import dev.perennial.schemas.settings.Problems;
import java.time.Duration;

/**
 * The section {@code evaluator.web}.
 *
 * @param host the address the web server listens on; a loopback address keeps it to this machine
 * @param port its port, 0 to 65535; 0 takes a free one
 * @param token what a request must carry, at least {@value Gate#LEAST_TOKEN} characters that are
 *     visible ASCII; empty if it need not carry any, which only a loopback address may say
 * @param history how far back curves and marks are read when the evaluator starts, not negative
 */
public record WebSettings(String host, int port, String token, Duration history) {

  /** What a section that is left out means. */
  public static final WebSettings DEFAULTS =
      new WebSettings("127.0.0.1", 8080, "", Duration.ofHours(24));

  /** Checks the ranges. */
  public WebSettings {
    Gate.check(new Problems("web"), host, port, token)
        .require(!history.isNegative(), "history", "must not be negative", history)
        .throwIfAny();
  }

  /** All but the token, of which it tells only whether there is one. */
  @Override
  public String toString() {
    return "WebSettings[host=%s, port=%d, token=%s, history=%s]"
        .formatted(host, port, token.isEmpty() ? "none" : "set", history);
  }
}
