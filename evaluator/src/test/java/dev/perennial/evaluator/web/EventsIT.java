package dev.perennial.evaluator.web;

import static dev.perennial.evaluator.web.Site.ER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.evaluator.chronicle.ChronicleRecords;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventsIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String OF_LEARNER = "/api/events?stream=digits&learner=er";

  private final Site site = new Site();

  /** An event: its name and its data. */
  private record Event(String name, JsonNode data) {}

  /** What one client is told, and whether it was told that there is no more. */
  private static final class Told {

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> end;

    Told(Stream<String> lines) {
      end =
          CompletableFuture.runAsync(
              () -> {
                String[] name = {""};
                lines.forEach(
                    line -> {
                      if (line.startsWith("event: ")) {
                        name[0] = line.substring("event: ".length());
                      } else if (line.startsWith("data: ")) {
                        events.add(new Event(name[0], parsed(line.substring("data: ".length()))));
                      }
                    });
              });
    }

    private static JsonNode parsed(String json) {
      try {
        return new ObjectMapper().readTree(json);
      } catch (IOException e) {
        throw new IllegalStateException("an event's data must be JSON: " + json, e);
      }
    }

    JsonNode next(String name) throws InterruptedException {
      while (true) {
        Event event = events.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(event).as("an event " + name).isNotNull();
        if (event.name().equals(name)) {
          return event.data();
        }
      }
    }
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private Told open(String path) throws Exception {
    HttpResponse<Stream<String>> response = site.open(path, BodyHandlers.ofLines());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("text/event-stream; charset=utf-8");
    return new Told(response.body());
  }

  private void tell(long sequence, double value) {
    site.chronicle.add(ChronicleRecords.metric(ER, "average-accuracy", sequence, value));
  }

  @Test
  void tellsTheWholeAndThenWhatIsNew() throws Exception {
    tell(1, .5);
    tell(2, .75);
    Told told = open(OF_LEARNER);

    JsonNode row = told.next("overview").at("/streams/0/learners/0");
    assertThat(row.path("lag").asLong()).isEqualTo(5);
    assertThat(row.at("/metrics/average-accuracy/value").asDouble()).isEqualTo(.75);
    assertThat(told.next("learner").path("learner").asText()).isEqualTo("er");
    JsonNode whole = told.next("history");
    assertThat(whole.path("whole").asBoolean()).isTrue();
    assertThat(whole.at("/series/0/x").toString()).isEqualTo("[1,2]");
    assertThat(whole.at("/series/0/y").toString()).isEqualTo("[0.5,0.75]");

    tell(3, .25);
    assertThat(told.next("overview").at("/streams/0/learners/0/metrics/average-accuracy/value"))
        .hasToString("0.25");
    JsonNode more = told.next("history");
    assertThat(more.path("whole").asBoolean()).isFalse();
    assertThat(more.at("/series/0/x").toString()).isEqualTo("[3]");
  }

  @Test
  void tellsTheWholeAgainWhenThePastHasChanged() throws Exception {
    tell(1, .5);
    tell(9, .75);
    Told told = open(OF_LEARNER);
    told.next("history");
    tell(5, .25);

    JsonNode again = told.next("history");
    assertThat(again.path("whole").asBoolean()).isTrue();
    assertThat(again.at("/series/0/x").toString()).isEqualTo("[1,5,9]");
  }

  @Test
  void tellsOfALearnerThatIsStillToCome() throws Exception {
    Told told = open(OF_LEARNER);
    assertThat(told.next("history").path("series").size()).isZero();
    tell(1, .5);

    assertThat(told.next("history").at("/series/0/x").toString()).isEqualTo("[1]");
  }

  @Test
  void tellsNothingWhileNothingChanges() throws Exception {
    tell(1, .5);
    Told told = open("/api/events");
    told.next("overview");

    // Anything that it is not to be told would come with the next ticks.
    assertThat(told.events.poll(3, TimeUnit.SECONDS)).isNull();
  }

  @Test
  void endsWithTheServer() throws Exception {
    Told told = open("/api/events");
    told.next("overview");
    site.close();

    await().atMost(SOON).until(told.end::isDone);
  }

  @Test
  void refusesWhoComesWhenAllPlacesAreTakenAndAnswersEverythingElse() throws Exception {
    List<InputStream> open = new ArrayList<>();
    for (int taken = 0; taken < EventStreams.MOST; taken++) {
      open.add(site.open("/api/events", BodyHandlers.ofInputStream()).body());
    }
    HttpResponse<String> refused = site.get("/api/events");

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(Site.json(refused).path("error").asText())
        .isEqualTo("there are 64 event streams, and there can be no more: close one");
    assertThat(site.get("/health").statusCode()).isEqualTo(200);
    for (InputStream each : open) {
      each.close();
    }
    // What is written to a client that has gone frees its place.
    long[] sequence = {0};
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              tell(sequence[0]++, .5);
              HttpResponse<InputStream> next =
                  site.open("/api/events", BodyHandlers.ofInputStream());
              next.body().close();
              return next.statusCode() == 200;
            });
  }

  @Test
  void asksForAStreamAndALearnerOrForNeither() throws Exception {
    HttpResponse<String> half = site.get("/api/events?stream=digits");

    assertThat(half.statusCode()).isEqualTo(400);
    assertThat(half.body()).contains("stream and learner are given both or neither");
  }

  /** More clients than there are threads, each of which begins a request and goes no further. */
  @Test
  void answersOthersWhileClientsAreSlow() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int client = 0; client < 100; client++) {
        Socket socket = new Socket();
        slow.add(socket);
        socket.connect(new InetSocketAddress("127.0.0.1", site.uri("/").getPort()));
        socket.getOutputStream().write("GET /api/ev".getBytes(StandardCharsets.UTF_8));
      }
      HttpResponse<String> answer = site.get("/health");

      assertThat(answer.statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }
}
