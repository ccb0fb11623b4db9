package dev.perennial.schemas.http;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * A server's address and the gate before it. What other machines can reach needs a token.
 * Thread-safe.
 */
public final class Listener implements AutoCloseable {

  private final HttpServer server;
  private final Gate gate;

  private Listener(HttpServer server, Gate gate) {
    this.server = server;
    this.gate = gate;
  }

  /**
   * Takes an address. Nobody is answered before {@link #start}; the caller closes what is returned.
   *
   * @param section where the settings {@code host}, {@code port} and {@code token} stand
   * @throws InvalidSettingsException if other machines can reach it and there is no token
   * @throws IOException if it cannot be listened on
   */
  public static Listener at(String section, String host, int port, String token)
      throws IOException {
    InetAddress address = InetAddress.getByName(host);
    boolean isLoopback = address.isLoopbackAddress();
    if (!isLoopback && token.isEmpty()) {
      throw new InvalidSettingsException(
          List.of(
              "%1$s.host can be reached from other machines, so %1$s.token must be set: %2$s"
                  .formatted(section, host)));
    }
    return new Listener(
        HttpServer.create(new InetSocketAddress(address, port), 0),
        new Gate(host, token, isLoopback, section + ".token"));
  }

  /**
   * Hands every request to {@code handler}, in a thread of {@code executor} from its first byte.
   */
  public void start(Executor executor, HttpHandler handler) {
    server.setExecutor(executor);
    server.createContext("/", handler);
    server.start();
  }

  /** Who may come in. */
  public Gate gate() {
    return gate;
  }

  /** Where it listens, with the port it has taken. */
  public URI address() {
    InetSocketAddress bound = server.getAddress();
    String host = bound.getAddress().getHostAddress();
    return URI.create(
        "http://%s:%d/".formatted(host.contains(":") ? "[" + host + "]" : host, bound.getPort()));
  }

  /** Stops at once; idempotent. */
  @Override
  public void close() {
    server.stop(0);
  }
}
