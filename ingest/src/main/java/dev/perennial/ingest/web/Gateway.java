package dev.perennial.ingest.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.perennial.schemas.app.Condition;
import dev.perennial.schemas.app.Daemons;
import dev.perennial.schemas.http.Gate;
import dev.perennial.schemas.http.Listener;
import dev.perennial.schemas.http.Patience;
import dev.perennial.schemas.http.Probes;
import dev.perennial.schemas.http.Reply;
import dev.perennial.schemas.http.RequestPath;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes samples, labels and commands over HTTP and writes them to their topics. {@link Receivers}
 * says which path takes what, {@code openapi.yaml} what it looks like. A request is answered when
 * the broker has all of its records, and none of them is sent unless all of them are good.
 *
 * <p>The head of a request and its body have {@code gateway.readTimeout} each to come: a late head
 * ends the connection, a late body is answered 408. Many threads wait for clients, so that slow
 * ones do not keep the others waiting; fewer requests are at work, each with its whole body.
 *
 * <p>Thread-safe. Errors are JSON: {@code {"status": 404, "error": "…"}}.
 */
public final class Gateway implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /** Requests whose clients are waited for, or told to come back. */
  private static final int THREADS = 512;

  /** More than these at once are told to come back: the other threads tell them. */
  private static final int MOST_REQUESTS = 48;

  private static final String YAML = "application/yaml; charset=utf-8";
  private static final String OPEN_API = "/openapi.yaml";
  private static final String HEALTH = "/health";

  private final Listener listener;
  private final GatewaySettings settings;
  private final Registry registry;
  private final Outbox outbox;
  private final Receivers receivers;
  private final Gate gate;
  private final Patience patience = new Patience();
  private final ExecutorService threads;
  private final ExecutorService readers =
      Executors.newCachedThreadPool(Daemons.numbered("gateway-body"));
  private final Room room;
  private final AtomicInteger requests = new AtomicInteger();

  private Gateway(
      Listener listener, GatewaySettings settings, Registry registry, Outbox outbox, Clock clock) {
    this.listener = listener;
    this.settings = settings;
    this.registry = registry;
    this.outbox = outbox;
    this.receivers = new Receivers(registry, outbox, clock);
    this.gate = listener.gate();
    this.room = new Room(settings.maxInFlightBytes());
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            Daemons.numbered("gateway"));
    pool.allowCoreThreadTimeOut(true);
    this.threads = pool;
  }

  /**
   * Starts the gateway that {@code settings} describe in their sections {@code kafka}, {@code
   * registry} and {@code gateway}; the caller closes what is returned.
   *
   * @throws InvalidSettingsException if a section does not fit, or the address can be reached from
   *     other machines and there is no token
   * @throws KafkaException if the cluster does not answer, or lacks a topic
   * @throws IOException if the address cannot be listened on
   */
  public static Gateway start(SettingsFile settings) throws IOException {
    GatewaySettings own =
        settings.section("gateway", GatewaySettings.class, GatewaySettings.DEFAULTS);
    Listener listener = Listener.at("gateway", own.host(), own.port(), own.token());
    Registry registry = Registry.at(settings.registry());
    Gateway gateway;
    try {
      Outbox outbox = Outbox.connect(settings.kafka(), own);
      gateway = new Gateway(listener, own, registry, outbox, Clock.systemUTC());
    } catch (RuntimeException failed) {
      registry.close();
      listener.close();
      throw failed;
    }
    listener.start(gateway.patience.over(own.readTimeout(), gateway.threads), gateway::handle);
    LOG.info("gateway started address={}", gateway.address());
    return gateway;
  }

  /** Where it listens, with the port it has taken. */
  public URI address() {
    return listener.address();
  }

  /** The templates of all paths that are answered. */
  List<String> templates() {
    return Stream.of(receivers.templates(), Probes.paths(), List.of(HEALTH, OPEN_API))
        .flatMap(List::stream)
        .toList();
  }

  /** Stops taking requests, and waits for the broker to have what was taken; idempotent. */
  @Override
  public void close() {
    listener.close();
    threads.shutdownNow();
    readers.shutdownNow();
    patience.close();
    outbox.close();
    registry.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    // The head has come. To come are the body, the broker, and the client that reads the answer.
    patience.renew(settings.readTimeout().multipliedBy(2).plus(settings.timeout()));
    try (exchange;
        Room.Place place = room.place();
        Body body = new Body(exchange.getRequestBody(), settings, place, readers)) {
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      reply(exchange, body, place).send(exchange);
    } catch (RuntimeException e) {
      LOG.error("A request failed path={}", exchange.getRequestURI().getRawPath(), e);
      throw e;
    }
  }

  private Reply reply(HttpExchange exchange, Body body, Room.Place place) throws IOException {
    Headers headers = exchange.getRequestHeaders();
    Optional<Reply> refusal = gate.refusal(headers);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Optional<List<String>> path = RequestPath.parts(exchange.getRequestURI().getRawPath());
    if (path.isEmpty()) {
      return Reply.error(400, "the path is not properly encoded: " + exchange.getRequestURI());
    }
    Optional<Reply> health = health("/" + String.join("/", path.get()));
    if (health.isPresent()) {
      return Reply.unlessRead(exchange.getRequestMethod()).orElse(health.get());
    }
    Optional<Reply> stranger = gate.refusalOfGuarded(headers);
    if (stranger.isPresent()) {
      return stranger.get();
    }
    if (path.get().equals(List.of("openapi.yaml"))) {
      return Reply.unlessRead(exchange.getRequestMethod())
          .orElseGet(() -> Reply.of(200, YAML, openApi()));
    }
    Optional<Receivers.Receiver> receiver = receivers.at(path.get());
    if (receiver.isEmpty()) {
      return Reply.error(404, "there is nothing at /" + String.join("/", path.get()));
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return Reply.error(405, "only POST is answered: " + exchange.getRequestMethod())
          .with("Allow", "POST");
    }
    String type = headers.getFirst("Content-Type");
    try {
      return received(receiver.get(), type == null ? "" : type, body.bytes(), place);
    } catch (TurnedAwayException e) {
      return e.reply();
    }
  }

  private Reply received(Receivers.Receiver receiver, String type, byte[] body, Room.Place place)
      throws TurnedAwayException {
    try {
      if (requests.incrementAndGet() > MOST_REQUESTS) {
        return Reply.error(429, "as many requests as can be are at work: " + MOST_REQUESTS)
            .with("Retry-After", "1");
      }
      return receiver.receive(type, body, place);
    } finally {
      requests.decrementAndGet();
    }
  }

  /**
   * The answer to a question for its health; empty to any other. It listens only once the broker
   * and the registry have answered; a broker that does not answer later is told to each client, who
   * tries again, and one behind another address would have the same broker.
   */
  private static Optional<Reply> health(String path) {
    if (path.equals(HEALTH)) {
      return Optional.of(
          Reply.json(200, JsonNodeFactory.instance.objectNode().put("status", "up")));
    }
    return Probes.paths().contains(path)
        ? Optional.of(Probes.reply(path, Condition.READY))
        : Optional.empty();
  }

  private static String openApi() {
    try (InputStream file = Gateway.class.getResourceAsStream("openapi.yaml")) {
      if (file == null) {
        throw new IllegalStateException("the jar has no openapi.yaml");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.yaml cannot be read", e);
    }
  }
}
