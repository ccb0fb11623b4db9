package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.Lag;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.schemas.Alert;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Ranking;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.topic.Partitions;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.RecordSerde;
import dev.perennial.schemas.wire.Registry;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * The evaluator as a topology of parts that share nothing but the board, so that a long queue of
 * predictions never delays a score:
 *
 * <pre>
 * predictions ─▶ fold-predictions (answers, ─▶ metrics-of-predictions, control-of-predictions,
 *                errors)                       rejects-of-predictions
 * scores ──────▶ fold-scores (accuracies, ───▶ metrics-of-scores, rankings-of-scores,
 *                contenders, contests)         rejects-of-scores
 * steps ───────▶ fold-steps (progress) ──────▶ metrics-of-steps, rejects-of-steps
 * metrics ─────▶ fold-metrics (watches) ─────▶ alerts-of-metrics, rejects-of-metrics
 * </pre>
 */
public final class EvaluatorTopology {

  /** The store of what is folded of predictions. */
  static final String ANSWERS_STORE = "answers";

  /** The store of what is folded of scores. */
  static final String SCORES_STORE = "accuracies";

  /** The store of what is folded of steps. */
  static final String STEPS_STORE = "progress";

  /** The store of what watches learners' errors. */
  static final String ERRORS_STORE = "errors";

  /** The store of what each learner is ranked by. */
  static final String CONTENDERS_STORE = "contenders";

  /** The store of each stream's champion. */
  static final String CONTESTS_STORE = "contests";

  /** The store of what each rule has seen of each learner. */
  static final String ALERTS_STORE = "watches";

  private static final String ALERTS = "alerts-of-metrics";
  private static final String CONTROL = "control-of-predictions";
  private static final String RANKINGS = "rankings-of-scores";

  /** The largest record a topology's producer must be able to write, in bytes. */
  public static final int MAX_RECORD_BYTES = WriteBehindStoreBuilder.MAX_STATE_BYTES;

  private EvaluatorTopology() {}

  /**
   * The topology. Does not connect to anything yet.
   *
   * @param registry must stay open as long as the topology runs
   * @param board is told every learner's newest values
   */
  public static Topology of(FoldSettings settings, Registry registry, Board board) {
    return of(settings, registry, board, Lag.UNKNOWN);
  }

  /**
   * The same for one who knows how far learners are behind.
   *
   * @param lag what rules about lag are held against
   */
  public static Topology of(FoldSettings settings, Registry registry, Board board, Lag lag) {
    Topology topology = new Topology();
    addPart(
        topology,
        Topic.PREDICTIONS,
        registry,
        new WriteBehindStoreBuilder<>(ANSWERS_STORE, AnswerState.codec(settings)),
        context ->
            new PredictionFold(
                settings,
                context.getStateStore(ANSWERS_STORE),
                new Inbox<>(
                    RecordDecoder.of(Topic.PREDICTIONS, Prediction.class, registry),
                    prediction -> new LearnerKey(prediction.getStream(), prediction.getLearner()),
                    prediction -> Fault.in(prediction, settings.limits()),
                    board,
                    context,
                    rejectsOf(Topic.PREDICTIONS)),
                new Outbox(context, metricsOf(Topic.PREDICTIONS)),
                new DriftFold(
                    settings.drift(), context.getStateStore(ERRORS_STORE), context, CONTROL),
                board,
                context));
    addPart(
        topology,
        Topic.SCORES,
        registry,
        new WriteBehindStoreBuilder<>(SCORES_STORE, ScoreState.codec(settings)),
        context ->
            new ScoreFold(
                settings.limits(),
                context.getStateStore(SCORES_STORE),
                new Inbox<>(
                    RecordDecoder.of(Topic.SCORES, Score.class, registry),
                    score -> new LearnerKey(score.getStream(), score.getLearner()),
                    Fault::in,
                    board,
                    context,
                    rejectsOf(Topic.SCORES)),
                new Outbox(context, metricsOf(Topic.SCORES)),
                new RankingFold(
                    settings.ranking(),
                    context.getStateStore(CONTENDERS_STORE),
                    context.getStateStore(CONTESTS_STORE),
                    context,
                    RANKINGS),
                board));
    addPart(
        topology,
        Topic.STEPS,
        registry,
        new WriteBehindStoreBuilder<>(STEPS_STORE, StepState.codec()),
        context ->
            new StepFold(
                settings.limits(),
                context.getStateStore(STEPS_STORE),
                new Inbox<>(
                    RecordDecoder.of(Topic.STEPS, StepReport.class, registry),
                    step -> new LearnerKey(step.getStream(), step.getLearner()),
                    Fault::in,
                    board,
                    context,
                    rejectsOf(Topic.STEPS)),
                new Outbox(context, metricsOf(Topic.STEPS)),
                board));
    addRankings(topology, settings, registry);
    addDrift(topology, registry);
    if (!settings.alerts().isEmpty()) {
      addAlerts(topology, settings, registry, board, lag);
    }
    return topology;
  }

  private static void addPart(
      Topology topology,
      Topic topic,
      Registry registry,
      WriteBehindStoreBuilder<?> store,
      Function<ProcessorContext<Object, SpecificRecord>, Fold> fold) {
    String source = topic.topicName();
    String processor = "fold-" + topic.topicName();
    addSource(topology, topic)
        .addProcessor(processor, () -> new FoldProcessor(fold), source)
        .addStateStore(store, processor)
        .addSink(
            metricsOf(topic),
            Topic.METRICS.topicName(),
            new StringSerializer(),
            RecordSerde.of(Topic.METRICS, Metric.class, registry).serializer(),
            besideItsStream(Metric::getStream),
            processor);
    addRejects(topology, topic, registry, processor);
  }

  /** What the scores of all learners of a stream are folded into beside each one's own. */
  private static void addRankings(Topology topology, FoldSettings settings, Registry registry) {
    String processor = "fold-" + Topic.SCORES.topicName();
    topology
        .addStateStore(
            new WriteBehindStoreBuilder<>(CONTENDERS_STORE, RankingFold.contenderCodec(settings)),
            processor)
        .addStateStore(
            new WriteBehindStoreBuilder<>(CONTESTS_STORE, RankingFold.contestCodec()), processor)
        .addSink(
            RANKINGS,
            Topic.RANKINGS.topicName(),
            new StringSerializer(),
            RecordSerde.of(Topic.RANKINGS, Ranking.class, registry).serializer(),
            besideItsStream(Ranking::getStream),
            processor);
  }

  /** What the errors of learners say of their streams goes to ingest, as people's commands do. */
  private static void addDrift(Topology topology, Registry registry) {
    String processor = "fold-" + Topic.PREDICTIONS.topicName();
    topology
        .addStateStore(new WriteBehindStoreBuilder<>(ERRORS_STORE, DriftFold.codec()), processor)
        .addSink(
            CONTROL,
            Topic.CONTROL.topicName(),
            new StringSerializer(),
            RecordSerde.of(Topic.CONTROL, Command.class, registry).serializer(),
            processor);
  }

  /** What stands on metrics is read again: alerts are a view of that topic. */
  private static void addAlerts(
      Topology topology, FoldSettings settings, Registry registry, Board board, Lag lag) {
    String processor = "fold-" + Topic.METRICS.topicName();
    addSource(topology, Topic.METRICS)
        .addProcessor(
            processor,
            () ->
                new FoldProcessor(
                    context ->
                        new AlertFold(
                            settings,
                            context.getStateStore(ALERTS_STORE),
                            new Inbox<>(
                                RecordDecoder.of(Topic.METRICS, Metric.class, registry),
                                metric -> new LearnerKey(metric.getStream(), metric.getLearner()),
                                Fault::in,
                                board,
                                context,
                                rejectsOf(Topic.METRICS)),
                            board,
                            lag,
                            context,
                            ALERTS)),
            Topic.METRICS.topicName())
        .addStateStore(
            new WriteBehindStoreBuilder<>(ALERTS_STORE, AlertFold.codec(settings.alerts())),
            processor)
        .addSink(
            ALERTS,
            Topic.ALERTS.topicName(),
            new StringSerializer(),
            RecordSerde.of(Topic.ALERTS, Alert.class, registry).serializer(),
            besideItsStream(Alert::getStream),
            processor);
    addRejects(topology, Topic.METRICS, registry, processor);
  }

  private static Topology addSource(Topology topology, Topic topic) {
    return topology.addSource(
        AutoOffsetReset.earliest(),
        topic.topicName(),
        EvaluatorTopology::writtenAt,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic.topicName());
  }

  private static void addRejects(
      Topology topology, Topic topic, Registry registry, String processor) {
    topology.addSink(
        rejectsOf(topic),
        Topic.REJECTS.topicName(),
        new ByteArraySerializer(),
        RecordSerde.of(Topic.REJECTS, Reject.class, registry).serializer(),
        processor);
  }

  private static <T> StreamPartitioner<String, T> besideItsStream(Function<T, String> stream) {
    return (topic, key, value, partitions) ->
        Optional.of(Set.of(Partitions.of(stream.apply(value), partitions)));
  }

  private static String metricsOf(Topic topic) {
    return "metrics-of-" + topic.topicName();
  }

  private static String rejectsOf(Topic topic) {
    return "rejects-of-" + topic.topicName();
  }

  // Kafka Streams stops on a record without a time, or drops it; here a record is never lost for
  // it.
  private static long writtenAt(ConsumerRecord<Object, Object> record, long partitionTime) {
    return Math.max(0, record.timestamp());
  }
}
