package dev.perennial.ingest.web;

import dev.perennial.schemas.http.Gate;
import dev.perennial.schemas.settings.Problems;
import dev.perennial.schemas.topic.Topic;
import java.time.Duration;

/**
 * The section {@code gateway}.
 *
 * @param host the address it listens on; a loopback address keeps it to this machine
 * @param port its port, 0 to 65535; 0 takes a free one
 * @param token what a request must carry, at least {@value Gate#LEAST_TOKEN} characters that are
 *     visible ASCII; empty if it need not carry any, which only a loopback address may say
 * @param maxBytes the largest body of a request, at least 1 KiB
 * @param maxInFlightBytes how many bytes requests at work may hold, of their bodies and in Avro,
 *     before others are told to come back; at least 2 MiB, the largest record
 * @param readTimeout how long a client may take to send the head of a request, and how long its
 *     body, 100 ms to 10 min
 * @param timeout how long a request waits for the broker, 1 s to 10 min
 */
public record GatewaySettings(
    String host,
    int port,
    String token,
    int maxBytes,
    int maxInFlightBytes,
    Duration readTimeout,
    Duration timeout) {

  /** What a section that is left out means. */
  public static final GatewaySettings DEFAULTS =
      new GatewaySettings(
          "127.0.0.1", 8081, "", 4 << 20, 32 << 20, Duration.ofSeconds(10), Duration.ofSeconds(10));

  /** Checks the ranges. */
  public GatewaySettings {
    Gate.check(new Problems("gateway"), host, port, token)
        .within("maxBytes", maxBytes, 1 << 10, 1 << 28)
        .within("maxInFlightBytes", maxInFlightBytes, Topic.MAX_INPUT_BYTES, 1 << 30)
        .require(
            isWithin(readTimeout, Duration.ofMillis(100), Duration.ofMinutes(10)),
            "readTimeout",
            "must be from PT0.1S to PT10M",
            readTimeout)
        .require(
            isWithin(timeout, Duration.ofSeconds(1), Duration.ofMinutes(10)),
            "timeout",
            "must be from PT1S to PT10M",
            timeout)
        .throwIfAny();
  }

  private static boolean isWithin(Duration value, Duration least, Duration most) {
    return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
  }

  /** All but the token, of which it tells only whether there is one. */
  @Override
  public String toString() {
    return "GatewaySettings[host=%s, port=%d, token=%s, maxBytes=%d, maxInFlightBytes=%d, readTimeout=%s, timeout=%s]"
        .formatted(
            host,
            port,
            token.isEmpty() ? "none" : "set",
            maxBytes,
            maxInFlightBytes,
            readTimeout,
            timeout);
  }
}
