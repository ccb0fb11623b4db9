package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.Lag;
import dev.perennial.evaluator.chronicle.Chronicle;
import dev.perennial.evaluator.chronicle.ChronicleReader;
import dev.perennial.evaluator.web.Health;
import dev.perennial.evaluator.web.Sources;
import dev.perennial.evaluator.web.WebServer;
import dev.perennial.evaluator.web.WebSettings;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.app.Condition;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.weather.BadWeather;
import dev.perennial.schemas.weather.RawRecord;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spoilt predictions, scores and steps, with a good learner's in between. */
class BadWeatherTest {

  private static final int MAX_LEARNERS = 50;
  private static final int MAX_OPEN = 5;
  private static final FoldSettings SETTINGS =
      new FoldSettings(
          100, 1000, .999, 10, 100, new FoldLimits(MAX_LEARNERS, 1_000, 10_000, MAX_OPEN));

  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = Topic.class,
      names = {"PREDICTIONS", "SCORES", "STEPS"})
  void everyRecordIsFoldedOrRejectedAndTheGoodLearnerIsMeasuredAsItWouldBe(Topic topic)
      throws Exception {
    survives(topic, 10_000);
  }

  @Tag("soak")
  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = Topic.class,
      names = {"PREDICTIONS", "SCORES", "STEPS"})
  void everyOneOfAHundredThousandRecordsIsFoldedOrRejected(Topic topic) throws Exception {
    survives(topic, 100_000);
  }

  private static void survives(Topic topic, int spoilt) throws Exception {
    Run fair = new Run(topic, spoilt, false);
    Run foul = new Run(topic, spoilt, true);

    assertThat(fair.good.size()).isGreaterThanOrEqualTo(spoilt / 200);
    assertThat(foul.good.equals(fair.good)).as("metrics are the same, byte by byte").isTrue();
    assertThat(foul.folded).isGreaterThan(50);
    assertThat(foul.folded + foul.rejected).isEqualTo(spoilt);
    assertThat(foul.learners).isBetween(5, MAX_LEARNERS);
    assertThat(foul.largestState).isLessThan(1 << 20);
    if (topic != Topic.STEPS) {
      assertThat(foul.reasons)
          .contains(topic == Topic.SCORES ? "too-many-evaluations" : "sequence-gap");
    }
    assertThat(foul.reasons)
        .contains(
            "not-avro",
            "not-wire-format",
            "unknown-schema",
            "incompatible-schema",
            "wrong-key",
            "out-of-range",
            "already-folded",
            "too-many-learners");
  }

  /** The topology through one topic's records. */
  private static final class Run {
    /** What was published of the good learner. */
    final List<List<Byte>> good = new ArrayList<>();

    final Set<String> reasons = new TreeSet<>();
    final int learners;
    int folded;
    int rejected;
    int largestState;

    private final Registry registry =
        Registry.at(RegistrySettings.at("mock://" + UUID.randomUUID()));
    private final RecordEncoder<Prediction> predictions =
        RecordEncoder.of(Topic.PREDICTIONS, Prediction.class, registry);
    private final RecordEncoder<Score> scores =
        RecordEncoder.of(Topic.SCORES, Score.class, registry);
    private final RecordEncoder<StepReport> steps =
        RecordEncoder.of(Topic.STEPS, StepReport.class, registry);
    private final Topic topic;
    private final TestInputTopic<byte[], byte[]> input;
    private final TestOutputTopic<byte[], byte[]> metrics;
    private final TestOutputTopic<byte[], byte[]> rejects;
    private final TestOutputTopic<byte[], byte[]> states;

    Run(Topic topic, int records, boolean spoilt) throws Exception {
      this.topic = topic;
      Board board = new Board();
      Properties properties = new Properties();
      properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
      properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
      properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
      try (TopologyTestDriver driver =
          new TopologyTestDriver(
              EvaluatorTopology.of(SETTINGS, registry, board), properties, Instant.EPOCH)) {
        input =
            driver.createInputTopic(
                topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
        metrics = output(driver, Topic.METRICS.topicName());
        rejects = output(driver, Topic.REJECTS.topicName());
        states = output(driver, "test-%s-changelog".formatted(store(topic)));
        BadWeather weather = null;
        for (int i = 0; i < records; i++) {
          if (i % 10 == 0) {
            read(new RawRecord("good", utf8(Records.KEY), good(i / 10), List.of()));
          }
          if (i % 100 == 0) {
            weather = weather(i / 100);
          }
          if (spoilt) {
            read(weather.next());
          }
        }
        driver.advanceWallClockTime(PredictionFold.TICK);
        driver.advanceWallClockTime(PredictionFold.TICK);
        read(0);
        board.rejections().keySet().forEach(rejection -> reasons.add(rejection.reason()));
        learners = board.learners().size();
        requirePages(board);
      }
    }

    private static TestOutputTopic<byte[], byte[]> output(TopologyTestDriver driver, String topic) {
      return driver.createOutputTopic(
          topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String store(Topic topic) {
      return switch (topic) {
        case SCORES -> EvaluatorTopology.SCORES_STORE;
        case STEPS -> EvaluatorTopology.STEPS_STORE;
        default -> EvaluatorTopology.ANSWERS_STORE;
      };
    }

    private byte[] good(int i) {
      return switch (topic) {
        // Three tasks, so an evaluation has three scores.
        case SCORES -> scores.encode(Records.evaluation(i / 3, i / 3 % 3, .1, .5, .9).get(i % 3));
        case STEPS -> steps.encode(Records.step(i + 1L, 1.0 + i % 3, .5));
        default -> predictions.encode(Records.prediction(i, i % 3, i % 4));
      };
    }

    /** Over records that would be the next of four learners and the first of a fifth. */
    private BadWeather weather(int round) {
      List<String> keys = new ArrayList<>();
      List<byte[]> values = new ArrayList<>();
      for (int learner = 0; learner < 5; learner++) {
        // Evaluations have no gaps, so each must come often enough to come well once.
        int moved = topic == Topic.SCORES ? round / 10 : 20 * round;
        int from = learner == 4 ? 0 : moved;
        for (int i = from; i < from + 20; i++) {
          keys.add("hail-" + learner + "/er");
          values.add(hail("hail-" + learner, i));
        }
      }
      return new BadWeather(topic, registry, keys, values, round);
    }

    private byte[] hail(String stream, int i) {
      return switch (topic) {
        case SCORES ->
            scores.encode(
                Score.newBuilder(Records.evaluation(i, i % 3, .5, .2).get(i % 2))
                    .setStream(stream)
                    .setCells(1)
                    .build());
        case STEPS ->
            steps.encode(
                StepReport.newBuilder(Records.step(i + 1L, 2.0, 1.0)).setStream(stream).build());
        default ->
            predictions.encode(
                Prediction.newBuilder(
                        Records.prediction(
                            i, Records.label(1), i % 3 == 0 ? null : Records.label(i % 5)))
                    .setStream(stream)
                    .build());
      };
    }

    private void read(RawRecord record) {
      try {
        input.pipeInput(
            new TestRecord<>(
                record.key, record.value, new RecordHeaders(record.headers), Instant.EPOCH));
      } catch (RuntimeException | Error e) {
        throw new AssertionError(record.kind, e);
      }
      boolean isRejected = read(record.kind.equals("good") ? 0 : 1);
      if (!record.kind.equals("good")) {
        rejected += isRejected ? 1 : 0;
        folded += isRejected ? 0 : 1;
      }
    }

    /** Takes what has come out; whether there is a reject among it. */
    private boolean read(int mostRejects) {
      metrics
          .readKeyValuesToList()
          .forEach(
              metric -> {
                if (Arrays.equals(metric.key, utf8(Records.KEY))) {
                  good.add(listed(metric.value));
                }
              });
      states
          .readValuesToList()
          .forEach(state -> largestState = Math.max(largestState, state.length));
      int count = rejects.readValuesToList().size();
      assertThat(count).isLessThanOrEqualTo(mostRejects);
      return count == 1;
    }

    /** Whatever the learners are called and told, the pages are served. */
    private static void requirePages(Board board) throws IOException, InterruptedException {
      try (WebServer web =
          WebServer.start(
              new WebSettings("127.0.0.1", 0, "", Duration.ZERO),
              new Sources(
                  board,
                  new Chronicle(),
                  Lag.UNKNOWN,
                  () -> new Health(Condition.READY, ChronicleReader.State.READING)),
              List.of())) {
        for (String page : List.of("/", "/metrics", "/api/streams", "/api/overview")) {
          URI address = web.address().resolve(page);
          assertThat(
                  HttpClient.newHttpClient()
                      .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                      .statusCode())
              .as(page)
              .isEqualTo(200);
        }
      }
    }
  }

  private static List<Byte> listed(byte[] bytes) {
    List<Byte> list = new ArrayList<>();
    for (byte each : bytes) {
      list.add(each);
    }
    return list;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
