package dev.perennial.schemas.topic;

import dev.perennial.schemas.Alert;
import dev.perennial.schemas.Audit;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Ranking;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Every topic, in the order data flows through them. All are partitioned alike by stream, so that
 * ingest can join samples, labels and commands, and are kept by time: a model is a view of {@link
 * #EXPERIENCES}, which is therefore kept for ever.
 */
public enum Topic {
  /** What publishers observe. */
  SAMPLES(Sample.class, Keep.ONE_WEEK),
  /** Labels that come after their samples. */
  LABELS(LabelEvent.class, Keep.ONE_WEEK),
  /** Instructions to learners. */
  CONTROL(Command.class, Keep.FOR_EVER),
  /** The ordered log that learners fold. */
  EXPERIENCES(Experience.class, Keep.FOR_EVER),
  /** What ingest did not accept. */
  REJECTS(Reject.class, Keep.FOR_EVER),
  /** What models said before they learned. */
  PREDICTIONS(Prediction.class, Keep.ONE_WEEK),
  /** How models did on hold-out sets. */
  SCORES(Score.class, Keep.FOR_EVER),
  /** One record an update. */
  STEPS(StepReport.class, Keep.ONE_WEEK),
  /** Manifests of snapshots. */
  MODELS(ModelManifest.class, Keep.FOR_EVER),
  /** What commands did. */
  AUDITS(Audit.class, Keep.FOR_EVER),
  /** Metrics as they change. */
  METRICS(Metric.class, Keep.ONE_WEEK),
  /** The order of a stream's learners as it changes. */
  RANKINGS(Ranking.class, Keep.FOR_EVER),
  /** Rules that learners break and keep again. */
  ALERTS(Alert.class, Keep.FOR_EVER);

  /** The largest record that topics which publishers write take, in bytes: 2 MiB. */
  public static final int MAX_INPUT_BYTES = 2 << 20;

  /**
   * The largest record that the other topics take, in bytes: 8 MiB. A reject carries its record's
   * value once and its key twice, so it fits whatever publishers wrote.
   */
  public static final int MAX_OUTPUT_BYTES = 4 * MAX_INPUT_BYTES;

  /**
   * The most tasks a stream can have: what is kept of each, a name and a few numbers, is bounded.
   */
  public static final int MOST_TASKS = 10_000;

  /**
   * The most tasks that one evaluation can score: the evaluator keeps evaluations that are not
   * complete in one changelog record, and a hundred of so many scores fit.
   */
  public static final int MOST_CELLS = 700;

  /**
   * The longest stream, learner, class, task or id, in UTF-16 units: names are kept in state and
   * repeated in what comes out.
   */
  public static final int LONGEST_NAME = 1_024;

  static {
    // Avro makes no object of a class that a schema names unless the class is trusted: ours are,
    // beside what the process trusts already.
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(),
            named -> named.getPackageName().equals(Sample.class.getPackageName())));
  }

  private enum Keep {
    ONE_WEEK(Duration.ofDays(7).toMillis()),
    FOR_EVER(-1);

    private final long millis;

    Keep(long millis) {
      this.millis = millis;
    }
  }

  private final Class<? extends SpecificRecord> type;
  private final Keep keep;

  Topic(Class<? extends SpecificRecord> type, Keep keep) {
    this.type = type;
    this.keep = keep;
  }

  /** The topic's name on the broker. */
  public String topicName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The subject its values are registered under. */
  public String subject() {
    return topicName() + "-value";
  }

  /** The class of its values. */
  public Class<? extends SpecificRecord> type() {
    return type;
  }

  /** The schema of its values. */
  public Schema schema() {
    return SpecificData.get().getSchema(type);
  }

  /**
   * The settings it is created with, as Kafka names them. No topic is compacted: each is a log.
   *
   * <p>The broker files every record under the time it was appended, whatever its writer sends, so
   * writers choose no timestamp. Retention counts from there: a stream of old events is kept as
   * long as one of new ones. Event time is a field of the records.
   */
  public Map<String, String> config() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG,
        Long.toString(keep.millis),
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        "LogAppendTime",
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
        Integer.toString(isInput() ? MAX_INPUT_BYTES : MAX_OUTPUT_BYTES));
  }

  private boolean isInput() {
    return this == SAMPLES || this == LABELS || this == CONTROL;
  }

  /** The topic of that name, or empty. */
  public static Optional<Topic> named(String name) {
    return Arrays.stream(values()).filter(topic -> topic.topicName().equals(name)).findFirst();
  }
}
