package dev.perennial.schemas.http;

import com.sun.net.httpserver.Headers;
import dev.perennial.schemas.settings.Problems;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in. On a loopback address only requests that name this machine, so that no web site
 * can have its own name resolve to it and read or write along; nowhere a request that another site
 * makes in somebody's browser; and where there is a token, only who knows it. Thread-safe.
 */
public final class Gate {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);
  private static final Pattern PORT = Pattern.compile(":\\d*$");
  private static final String SCHEME = "bearer ";

  /** How many characters a token has at least. */
  public static final int LEAST_TOKEN = 16;

  private static final Pattern VISIBLE = Pattern.compile("[!-~]*");
  private static final int MAX_PORT = 65535;

  private final String host;
  private final String token;
  private final boolean isLoopback;
  private final String tokenKey;

  /**
   * A gate.
   *
   * @param host as configured
   * @param token as configured; empty asks for none
   * @param isLoopback whether the server listens on a loopback address
   * @param tokenKey what the token is called in the settings
   */
  public Gate(String host, String token, boolean isLoopback, String tokenKey) {
    this.host = host;
    this.token = token;
    this.isLoopback = isLoopback;
    this.tokenKey = tokenKey;
  }

  /**
   * Notes what is wrong with the settings {@code host}, {@code port} and {@code token} of a server:
   * the host is not blank, the port from 0 to 65535, and the token empty or of at least {@value
   * #LEAST_TOKEN} characters of visible ASCII.
   *
   * @return {@code problems}
   */
  public static Problems check(Problems problems, String host, int port, String token) {
    return problems
        .notBlank("host", host)
        .within("port", port, 0, MAX_PORT)
        .require(
            token.isEmpty() || token.length() >= LEAST_TOKEN,
            "token",
            "must be empty or have at least %d characters".formatted(LEAST_TOKEN),
            token.length())
        // What a secret is, no message tells.
        .require(
            VISIBLE.matcher(token).matches(), "token", "must be of visible ASCII characters", "…");
  }

  /** Why a request is refused whatever it is for; empty if it is not. */
  public Optional<Reply> refusal(Headers headers) {
    String asked = headers.getFirst("Host");
    if (isLoopback && asked != null && !isHere(asked)) {
      return Optional.of(
          Reply.error(403, "this server listens on this machine only and is not named " + asked));
    }
    String origin = headers.getFirst("Origin");
    if (origin != null && !origin.substring(origin.indexOf("//") + 2).equals(asked)) {
      return Optional.of(Reply.error(403, "other sites may not ask: " + origin));
    }
    // Without an origin comes what a page of another site embeds; following a link is somebody's
    // own.
    String site = headers.getFirst("Sec-Fetch-Site");
    boolean isForeign = "cross-site".equals(site) || "same-site".equals(site);
    if (isForeign && !"navigate".equals(headers.getFirst("Sec-Fetch-Mode"))) {
      return Optional.of(Reply.error(403, "other sites may not ask"));
    }
    return Optional.empty();
  }

  private boolean isHere(String asked) {
    String name = PORT.matcher(asked).replaceFirst("");
    return LOOPBACK.matcher(name).matches()
        || name.equalsIgnoreCase(host)
        || name.equalsIgnoreCase("[" + host + "]");
  }

  /** Why a request for what the token guards is refused; empty if it is not. */
  public Optional<Reply> refusalOfGuarded(Headers headers) {
    return refusalOfGuarded(bearer(headers));
  }

  /**
   * The same for a request that cannot have headers set: an event source may carry the token as the
   * parameter {@code token}.
   */
  public Optional<Reply> refusalOfEvents(Headers headers, Map<String, String> query) {
    String bearer = bearer(headers);
    return refusalOfGuarded(bearer == null ? query.get("token") : bearer);
  }

  private Optional<Reply> refusalOfGuarded(@Nullable String shown) {
    if (token.isEmpty() || (shown != null && isToken(shown))) {
      return Optional.empty();
    }
    return Optional.of(
        Reply.error(
                401, "this asks for the token of %s: Authorization: Bearer …".formatted(tokenKey))
            .with("WWW-Authenticate", "Bearer"));
  }

  // Takes as long for a token that is nearly right as for any other of its length.
  private boolean isToken(String shown) {
    return MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable String bearer(Headers headers) {
    List<String> values = headers.getOrDefault("Authorization", List.of());
    return values.stream()
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(value -> value.substring(SCHEME.length()).strip())
        .findFirst()
        .orElse(null);
  }
}
