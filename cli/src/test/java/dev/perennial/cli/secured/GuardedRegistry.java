package dev.perennial.cli.secured;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before a registry and hands on what shows one of some headers {@code Authorization}. */
final class GuardedRegistry implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI registry;
  private final List<String> allowed;
  private final Set<String> shown = ConcurrentHashMap.newKeySet();

  private GuardedRegistry(HttpServer server, URI registry, List<String> allowed) {
    this.server = server;
    this.registry = registry;
    this.allowed = allowed;
  }

  static GuardedRegistry before(String registry, String... allowed) throws IOException {
    GuardedRegistry guard =
        new GuardedRegistry(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
            URI.create(registry),
            List.of(allowed));
    guard.server.setExecutor(guard.threads);
    guard.server.createContext("/", guard::handle);
    guard.server.start();
    return guard;
  }

  String url() {
    return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), registry.getPath());
  }

  /** Which of the allowed headers have been shown. */
  Set<String> shown() {
    return shown;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (!allowed.contains(header)) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      shown.add(header);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(registry.resolve(exchange.getRequestURI()))
              .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
      for (String name : List.of("Content-Type", "Accept")) {
        String value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
          request.header(name, value);
        }
      }
      HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().add("Content-Type", type));
      exchange.sendResponseHeaders(
          answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
