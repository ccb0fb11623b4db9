package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.alert.AlertRule;
import dev.perennial.evaluator.alert.AlertRules;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.ranking.RankingSettings;
import dev.perennial.schemas.Alert;
import dev.perennial.schemas.AlertState;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.weather.BadWeather;
import dev.perennial.schemas.weather.RawRecord;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.RecordSerde;
import dev.perennial.schemas.wire.Registry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spoilt metrics, with a good learner's in between. */
class AlertWeatherTest {

  private static final int MAX_LEARNERS = 50;

  private final Registry registry = Registry.at(RegistrySettings.at("mock://" + UUID.randomUUID()));
  private final RecordEncoder<Metric> metrics =
      RecordEncoder.of(Topic.METRICS, Metric.class, registry);

  private int rejected;

  @ParameterizedTest(name = "{0} records")
  @ValueSource(ints = 10_000)
  void everyRecordIsJudgedOrRejectedAndTheGoodLearnerIsJudgedAsItWouldBe(int spoilt) {
    List<Alert> fair = alerts(spoilt, false);
    assertThat(rejected).isZero();
    List<Alert> foul = alerts(spoilt, true);

    // Every third of the good learner's values is bad.
    assertThat(fair).hasSizeGreaterThan(spoilt / 20);
    assertThat(fair.get(0).getState()).isEqualTo(AlertState.FIRING);
    assertThat(foul).isEqualTo(fair);
    assertThat(rejected).isBetween(spoilt / 2, spoilt);
  }

  @Tag("soak")
  @ParameterizedTest(name = "{0} records")
  @ValueSource(ints = 100_000)
  void everyOneOfAHundredThousandRecordsIsJudgedOrRejected(int spoilt) {
    everyRecordIsJudgedOrRejectedAndTheGoodLearnerIsJudgedAsItWouldBe(spoilt);
  }

  /** The alerts of the good learner. */
  private List<Alert> alerts(int records, boolean isSpoilt) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    Board board = new Board();
    try (TopologyTestDriver driver =
        new TopologyTestDriver(
            EvaluatorTopology.of(settings(), registry, board), properties, Instant.EPOCH)) {
      TestInputTopic<byte[], byte[]> input =
          driver.createInputTopic(
              Topic.METRICS.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
      TestOutputTopic<String, Alert> alerts =
          driver.createOutputTopic(
              Topic.ALERTS.topicName(),
              new StringDeserializer(),
              RecordSerde.of(Topic.ALERTS, Alert.class, registry).deserializer());
      TestOutputTopic<byte[], byte[]> rejects =
          driver.createOutputTopic(
              Topic.REJECTS.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
      for (int i = 0; i < records; i++) {
        if (i % 10 == 0) {
          input.pipeInput(utf8(Records.KEY), metrics.encode(metric("s", i / 10)));
        }
        if (isSpoilt) {
          // Of all that was thought of, a hundred each time.
          RawRecord raw = i % 100 == 0 ? anew(i / 100) : weather.next();
          input.pipeInput(
              new TestRecord<>(raw.key, raw.value, new RecordHeaders(raw.headers), Instant.EPOCH));
          rejected += rejects.readValuesToList().size();
        }
      }
      driver.advanceWallClockTime(AlertFold.TICK);
      assertThat(board.underRules().size()).isLessThanOrEqualTo(MAX_LEARNERS);
      return alerts.readKeyValuesToList().stream()
          .filter(pair -> pair.key.equals(Records.KEY))
          .map(pair -> pair.value)
          .toList();
    }
  }

  private BadWeather weather;

  private RawRecord anew(int round) {
    List<String> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      keys.add("hail-" + i + "/er");
      values.add(metrics.encode(metric("hail-" + i, round)));
    }
    weather = new BadWeather(Topic.METRICS, registry, keys, values, round);
    return weather.next();
  }

  private static FoldSettings settings() {
    Map<String, AlertRule> rules =
        SettingsFile.parse(
                """
                evaluator:
                  alerts:
                    bad: {metric: kappa, above: 0.5}
                    drops: {metric: kappa, drop: 0.1, window: 5}
                    lags: {metric: lag, above: 1}
                """,
                name -> null)
            .section("evaluator", EvaluatorSettings.class, EvaluatorSettings.DEFAULTS)
            .alerts();
    return new FoldSettings(
        100,
        1000,
        .999,
        10,
        100,
        Map.of(),
        RankingSettings.DEFAULTS,
        AlertRules.of(rules),
        Map.of(),
        new FoldLimits(MAX_LEARNERS, 1_000, 10_000, 5));
  }

  private static Metric metric(String stream, int i) {
    return new Metric(
        stream,
        "er",
        "kappa",
        new Task(0, "t"),
        i % 3 == 0 ? 1.0 : 0.0,
        null,
        (long) i,
        (long) i,
        (long) i,
        Instant.ofEpochSecond(i),
        (long) i);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
