package dev.perennial.learner.job;

import dev.perennial.learner.Learners;
import dev.perennial.schemas.admin.Access;
import dev.perennial.schemas.app.Failures;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Partitions;
import dev.perennial.schemas.topic.Topic;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * The job: experiences in, predictions, scores, steps, manifests and rejects out, exactly once.
 *
 * <pre>{@code
 * experiences ── route to learners ══ by stream and learner ══ fold ── all topics, one transaction a checkpoint
 * }</pre>
 *
 * <p>There is a source for each reader that the learners name: usually one. A reader of a new name
 * finds no place in a savepoint and begins where the log begins.
 */
public final class LearnerJob {

  /** The name and the uid of the operator that folds. */
  public static final String FOLD = "fold";

  private LearnerJob() {}

  /**
   * Submits the job to the cluster that started this program.
   *
   * @param args {@code --config FILE}; exit code 64 and one line a problem if they or the file
   *     cannot be used, 1 and a line a cause if the broker or the registry refuses it
   */
  public static void main(String[] args) throws Exception {
    try {
      SettingsFile settings = SettingsFile.ofArguments("learner", args);
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.getExecutionEnvironment(flinkConfiguration(settings));
      define(env, settings);
      Access.requireNoRefusal(settings);
      env.execute(settings.section("job", JobSettings.class, JobSettings.DEFAULTS).name());
    } catch (InvalidSettingsException | KafkaException | UncheckedIOException e) {
      System.exit(Failures.tell("learner", e, System.err));
    }
  }

  /**
   * What the job asks of Flink: its own needs, then the section {@code flink} of the file, which
   * wins.
   */
  public static Configuration flinkConfiguration(SettingsFile settings) {
    JobSettings job = settings.section("job", JobSettings.class, JobSettings.DEFAULTS);
    Configuration flink = new Configuration();
    flink.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    flink.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, job.checkpoints());
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, job.checkpointInterval());
    flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    flink.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    // Kryo would serialize whatever Flink does not understand, slowly and without a version.
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    // Entries and emissions are never changed after they are handed on.
    flink.set(PipelineOptions.OBJECT_REUSE, true);
    settings.properties("flink").forEach(flink::setString);
    return flink;
  }

  /**
   * Adds the job to an environment.
   *
   * @throws InvalidSettingsException if no learner is configured, a name is not usable, or a recipe
   *     names something that does not exist; with every problem
   */
  public static void define(StreamExecutionEnvironment env, SettingsFile settings) {
    JobSettings job = settings.section("job", JobSettings.class, JobSettings.DEFAULTS);
    Map<String, LearnerSettings> learners = learners(settings);
    KafkaSettings kafka = settings.kafka();
    env.setParallelism(job.parallelism());

    env.setMaxParallelism(JobSettings.MAX_PARALLELISM);

    fold(
            entries(env, kafka, job, learners),
            operator(settings, learners, job, keys -> Committed.read(kafka, keys)))
        .sinkTo(sink(kafka, job))
        .name("results")
        .uid("results");
  }

  /**
   * What the learners make of entries that come from elsewhere, without Kafka: nothing of it stands
   * on a topic before.
   *
   * @throws InvalidSettingsException as {@link #define}
   */
  public static DataStream<Emission> results(DataStream<Routed> entries, SettingsFile settings) {
    JobSettings job = settings.section("job", JobSettings.class, JobSettings.DEFAULTS);
    return fold(
        entries, operator(settings, learners(settings), job, LearnerOperator.EarlierResults.NONE));
  }

  private static LearnerOperator operator(
      SettingsFile settings,
      Map<String, LearnerSettings> learners,
      JobSettings job,
      LearnerOperator.EarlierResults earlierResults) {
    return new LearnerOperator(
        learners,
        settings.registry(),
        Learners::open,
        job.snapshots(),
        job.maxModels(),
        job.maxAwakeModels(),
        earlierResults,
        job.rereadResults());
  }

  /** The log, routed; the entries of a learner come from one source. */
  private static DataStream<Routed> entries(
      StreamExecutionEnvironment env,
      KafkaSettings kafka,
      JobSettings job,
      Map<String, LearnerSettings> learners) {
    Map<String, Map<String, LearnerSettings>> readers = new LinkedHashMap<>();
    learners.forEach(
        (name, settings) ->
            readers
                .computeIfAbsent(settings.reader(), reader -> new LinkedHashMap<>())
                .put(name, settings));
    List<DataStream<Routed>> sources = new ArrayList<>();
    readers.forEach(
        (reader, theirs) -> {
          String name =
              reader.equals(LearnerSettings.SHARED) ? "experiences" : "experiences-" + reader;
          sources.add(
              env.fromSource(
                      source(kafka, group(job, reader), theirs),
                      WatermarkStrategy.noWatermarks(),
                      name)
                  .uid(name));
        });
    return sources.stream().reduce((one, other) -> one.union(other)).orElseThrow();
  }

  /** The keyed part of the job: entries in, emissions out. */
  static DataStream<Emission> fold(DataStream<Routed> entries, LearnerOperator operator) {
    return entries
        .keyBy(entry -> entry.key)
        .transform(FOLD, TypeInformation.of(Emission.class), operator)
        .uid(FOLD);
  }

  /** Where the folding operator keeps what a fold keeps, by name; its key is stream/learner. */
  public static MapStateDescriptor<String, byte[]> foldState() {
    return new MapStateDescriptor<>(
        "fold", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  }

  private static Map<String, LearnerSettings> learners(SettingsFile settings) {
    Map<String, LearnerSettings> learners =
        settings.named("learners", LearnerSettings.class, LearnerSettings.DEFAULTS);
    if (learners.isEmpty()) {
      throw new InvalidSettingsException(List.of("learners: at least one is needed"));
    }
    learners.forEach(
        (name, learner) -> {
          if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw new InvalidSettingsException(
                List.of("learners: a name must not be empty nor contain '/': \"" + name + '"'));
          }
        });
    LearnerSettings.checkAll(learners);
    // A plain map: it travels with the job.
    return new LinkedHashMap<>(learners);
  }

  /** The consumer group of a reader: each has a place of its own. */
  private static String group(JobSettings job, String reader) {
    return reader.equals(LearnerSettings.SHARED) ? job.name() : job.name() + "-" + reader;
  }

  private static KafkaSource<Routed> source(
      KafkaSettings kafka, String group, Map<String, LearnerSettings> learners) {
    return KafkaSource.<Routed>builder()
        .setProperties(kafka.toProperties())
        .setProperty("isolation.level", "read_committed")
        // The place in the log is in the checkpoint; the copy at the broker is for those who look
        // how far the job is behind.
        .setProperty("commit.offsets.on.checkpoint", "true")
        .setTopics(Topic.EXPERIENCES.topicName())
        .setGroupId(group)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new ExperienceRouter(learners))
        .build();
  }

  private static KafkaSink<Emission> sink(KafkaSettings kafka, JobSettings job) {
    Properties properties = kafka.toProperties();
    properties.setProperty(
        "transaction.timeout.ms", Long.toString(job.transactionTimeout().toMillis()));
    // A reject carries the entry it is about, so it is larger than any input.
    properties.putIfAbsent("max.request.size", Integer.toString(Topic.MAX_OUTPUT_BYTES));
    properties.putIfAbsent("linger.ms", "20");
    properties.putIfAbsent("batch.size", Integer.toString(256 << 10));
    return KafkaSink.<Emission>builder()
        .setKafkaProducerConfig(properties)
        .setBootstrapServers(kafka.bootstrapServers())
        .setDeliveryGuarantee(
            job.delivery() == JobSettings.Delivery.EXACTLY_ONCE
                ? DeliveryGuarantee.EXACTLY_ONCE
                : DeliveryGuarantee.AT_LEAST_ONCE)
        .setTransactionalIdPrefix(job.name())
        .setRecordSerializer(new EmissionRecords())
        .build();
  }

  /** Emissions as producer records. */
  private static final class EmissionRecords implements KafkaRecordSerializationSchema<Emission> {

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        Emission emission, KafkaSinkContext context, Long timestamp) {
      return new ProducerRecord<>(
          emission.topic.topicName(),
          emission.stream.isEmpty() ? null : partition(emission, context),
          emission.timestamp,
          emission.key.getBytes(StandardCharsets.UTF_8),
          emission.value);
    }

    private static int partition(Emission emission, KafkaSinkContext context) {
      return Partitions.of(
          emission.stream, context.getPartitionsForTopic(emission.topic.topicName()).length);
    }
  }
}
