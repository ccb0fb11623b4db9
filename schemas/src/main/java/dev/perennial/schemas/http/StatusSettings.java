package dev.perennial.schemas.http;

import dev.perennial.schemas.settings.Problems;

/**
 * Where a {@link StatusServer} listens: the section {@code web} of an application that serves
 * nothing else.
 *
 * @param host the address; a loopback address keeps it to this machine
 * @param port its port, 0 to 65535; 0 takes a free one
 * @param token what a request for meters must carry, at least {@value Gate#LEAST_TOKEN} characters
 *     that are visible ASCII; empty if it need not carry any, which only a loopback address may say
 */
public record StatusSettings(String host, int port, String token) {

  /** What a section that is left out means: a port of its own for each process of a machine. */
  public static final StatusSettings DEFAULTS = new StatusSettings("127.0.0.1", 0, "");

  /** Checks the ranges. */
  public StatusSettings {
    Gate.check(new Problems("web"), host, port, token).throwIfAny();
  }

  /** All but the token, of which it tells only whether there is one. */
  @Override
  public String toString() {
    return "StatusSettings[host=%s, port=%d, token=%s]"
        .formatted(host, port, token.isEmpty() ? "none" : "set");
  }
}
