package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.cli.pipeline.Published;
import dev.perennial.cli.pipeline.Received;
import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.cli.stack.EmbeddedBroker;
import dev.perennial.ingest.publish.LabelPlan;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.Place;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.ingest.publish.TransactionUndoneException;
import dev.perennial.ingest.scenario.SampleSequence;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a publication whose transactions a real broker ends before it does. */
@Tag("soak")
class PublicationIT {

  private static final int DELAY = 7;

  @TempDir static Path directory;

  private static EmbeddedBroker broker;
  private static UndoneTransactions transactions;
  private static Registry registry;

  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start(directory);
    registry = Registry.at(RegistrySettings.at("mock://publication-it"));
    transactions = new UndoneTransactions(broker.bootstrapServers());
    try (Admin admin = Admin.create(kafka().toProperties())) {
      admin
          .createTopics(
              IntStream.range(0, Topic.values().length)
                  .mapToObj(i -> new NewTopic(Topic.values()[i].topicName(), 2, (short) 1))
                  .toList())
          .all()
          .get();
    }
  }

  @AfterAll
  static void stop() {
    transactions.close();
    registry.close();
    broker.close();
  }

  @Test
  void whatTheBrokerUndidIsPublishedAgainWithLabelsBehindWhereItStandsNow() throws Exception {
    Interrupted samples =
        new Interrupted("undone", 3_000, 1_234, () -> transactions.undo(nameOf("undone")));

    SampleCount count = publication("undone").resume(samples);

    assertThat(samples.struck).isOne();
    assertThat(count.all()).isEqualTo(3_000);
    assertThat(err.toString())
        .contains("the broker undid a transaction of perennial-publish-undone: ")
        .contains("; going on from what stands\n");
    Map<Long, Integer> rows = new HashMap<>();
    for (Received<Sample> sample : read(Topic.SAMPLES, Sample.class, "undone")) {
      rows.put(sample.offset(), row(sample.orThrow().getId()));
    }
    assertThat(rows.values()).containsExactlyInAnyOrderElementsOf(numbers(3_000));
    // The label of row i stands behind row i + 7, those of the last seven behind the last row.
    List<LabelEvent> labels =
        read(Topic.LABELS, LabelEvent.class, "undone").stream().map(Received::orThrow).toList();
    assertThat(labels).extracting(label -> row(label.getSampleId())).isEqualTo(numbers(3_000));
    assertThat(labels)
        .allSatisfy(
            label ->
                assertThat(rows.get(label.getAfterOffset()))
                    .isEqualTo(Math.min(row(label.getSampleId()) + DELAY, 2_999)));
    assertThat(Published.of("undone", kafka(), registry).commands()).containsExactly("b");
  }

  /** Without the end of its transaction nobody could read it, and the wait would never end. */
  @Test
  void whatIsPublishedCanBeReadThoughTheInputGivesNothingMore() {
    Interrupted samples =
        new Interrupted(
            "silent", 10, 3, () -> Published.of("silent", kafka(), registry).samples() == 3);
    samples.patient = true;

    assertThat(publication("silent").resume(samples).all()).isEqualTo(10);

    assertThat(samples.struck).isOne();
    assertThat(Published.of("silent", kafka(), registry).samples()).isEqualTo(10);
  }

  @Test
  void aCommitThatTheBrokerCallsAnInvalidStateTellsThatItsTransactionWasUndone() throws Exception {
    SamplePublisher publisher =
        SamplePublisher.resumable(kafka(), registry, Pace.unlimited(), nameOf("committed"));
    CompletableFuture<Place> confirmed = new CompletableFuture<>();
    publisher.publish(sample("committed", 0), confirmed::complete);
    confirmed.get();
    assertThat(transactions.undo(nameOf("committed"))).isTrue();

    assertThatThrownBy(publisher::flush)
        .isInstanceOf(TransactionUndoneException.class)
        .hasCauseInstanceOf(InvalidTxnStateException.class);

    // Nothing of it comes later.
    assertThatThrownBy(publisher::close).isInstanceOf(TransactionUndoneException.class);
    assertThat(Published.of("committed", kafka(), registry).samples()).isZero();
  }

  @Test
  void aPublicationThatAnotherHasTakenOverEnds() throws Exception {
    List<SamplePublisher> second = new ArrayList<>();
    Interrupted samples =
        new Interrupted(
            "taken",
            3_000,
            1_234,
            () ->
                second.add(
                    SamplePublisher.resumable(
                        kafka(), registry, Pace.unlimited(), nameOf("taken"))));

    assertThatThrownBy(() -> publication("taken").resume(samples))
        .isInstanceOf(KafkaException.class)
        .isNotInstanceOf(TransactionUndoneException.class)
        .hasMessageStartingWith(
            "another publisher has taken over perennial-publish-taken, or an administrator ended it");

    assertThat(samples.struck).isOne();
    // It left the other one in peace.
    second.get(0).publish(sample("taken", 3_000));
    second.get(0).close();
    List<Integer> standing =
        read(Topic.SAMPLES, Sample.class, "taken").stream()
            .map(sample -> row(sample.orThrow().getId()))
            .toList();
    // At most the 1,234 rows before the strike, and that one.
    assertThat(standing).hasSizeLessThanOrEqualTo(1_235).endsWith(3_000);
    assertThat(standing.subList(0, standing.size() - 1)).isEqualTo(numbers(standing.size() - 1));
  }

  @Test
  void aPublisherThatWasTakenOverBeforeItsCommitSaysSo() throws Exception {
    SamplePublisher first =
        SamplePublisher.resumable(kafka(), registry, Pace.unlimited(), nameOf("idle"));
    CompletableFuture<Place> confirmed = new CompletableFuture<>();
    first.publish(sample("idle", 0), confirmed::complete);
    confirmed.get();

    SamplePublisher.resumable(kafka(), registry, Pace.unlimited(), nameOf("idle")).close();

    assertThatThrownBy(first::close)
        .isNotInstanceOf(TransactionUndoneException.class)
        .hasMessageStartingWith("another publisher has taken over perennial-publish-idle")
        .hasCauseInstanceOf(ProducerFencedException.class);
  }

  @Test
  void aPublicationWhoseTransactionsAreUndoneWithoutEndEnds() {
    Interrupted samples =
        new Interrupted("hopeless", 3_000, 1, () -> transactions.undo(nameOf("hopeless")));
    samples.mostStrikes = Integer.MAX_VALUE;

    assertThatThrownBy(() -> publication("hopeless").resume(samples))
        .isInstanceOf(TransactionUndoneException.class);

    // The first time, and five more; others only where it got further in between.
    assertThat(samples.struck).isGreaterThanOrEqualTo(6);
    assertThat(Published.of("hopeless", kafka(), registry).samples()).isLessThan(3_000);
  }

  @Test
  void whatIsPipedInMustBeGivenOnceMore() {
    Interrupted samples =
        new Interrupted("piped", 3_000, 1, () -> transactions.undo(nameOf("piped")));
    samples.piped = true;

    assertThatThrownBy(() -> publication("piped").resume(samples))
        .hasMessage(
            "what is piped in cannot be read again; give all of it once more, with --resume")
        .hasCauseInstanceOf(TransactionUndoneException.class);
  }

  private Publication publication(String stream) {
    PrintWriter writer = new PrintWriter(err, true);
    return new Publication(
        kafka(),
        registry,
        Pace.unlimited(),
        stream,
        new LabelPlan(OptionalInt.of(DELAY), 1),
        Optional.of("b"),
        writer,
        ConsoleProgress.barOnly(writer, "published"));
  }

  private interface Strike {
    /** Whether it hit. */
    boolean strikes() throws Exception;
  }

  /**
   * Samples of which, before one is read, something happens to their publisher: once each time they
   * are read.
   */
  private static final class Interrupted implements SampleSequence {

    private final String stream;
    private final int size;
    private final int before;
    private final Strike strike;
    private int mostStrikes = 1;
    private boolean piped;
    private boolean patient;
    private int struck;

    Interrupted(String stream, int size, int before, Strike strike) {
      this.stream = stream;
      this.size = size;
      this.before = before;
      this.strike = strike;
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.of(size);
    }

    @Override
    public boolean canBeReadAgain() {
      return !piped;
    }

    @Override
    public Iterator<Sample> iterator() {
      int most = struck < mostStrikes ? struck + 1 : struck;
      return IntStream.range(0, size).mapToObj(row -> read(row, most)).iterator();
    }

    private Sample read(int row, int most) {
      if (row >= before && struck < most && hits()) {
        struck++;
      }
      return sample(stream, row);
    }

    /** Between transactions there is nothing to hit; then it is tried again before the next row. */
    private boolean hits() {
      try {
        if (patient) {
          Awaitility.await().until(strike::strikes);
          return true;
        }
        return strike.strikes();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Sample sample(String stream, int row) {
    return new Sample(
        "row-" + row,
        stream,
        Instant.ofEpochMilli(row),
        Tensors.uint8(List.of(2), new byte[] {1, 2}),
        "x",
        null,
        Split.TRAIN);
  }

  private static int row(String id) {
    return Integer.parseInt(id.substring("row-".length()));
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static String nameOf(String stream) {
    return "perennial-publish-" + stream;
  }

  private static KafkaSettings kafka() {
    return KafkaSettings.at(broker.bootstrapServers());
  }

  private static <T extends SpecificRecord> List<Received<T>> read(
      Topic topic, Class<T> type, String stream) {
    List<Received<T>> found = new ArrayList<>();
    try (TopicReader<T> reader = TopicReader.fromBeginning(topic, type, kafka(), registry)) {
      reader.forEachUntilSettled(
          record -> {
            if (record.key().filter(stream::equals).isPresent()) {
              found.add(record);
            }
          });
    }
    return found;
  }
}
