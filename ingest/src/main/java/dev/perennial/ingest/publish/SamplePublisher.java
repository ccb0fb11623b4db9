package dev.perennial.ingest.publish;

import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes samples, late labels and commands to their topics, each once and in the order given. Sends
 * in the background: a record that could not be written fails the next call, whichever it is.
 *
 * <p>One that {@link #resumable} made writes in short transactions: if it is killed, what its
 * successor finds committed is a beginning of what it was given, and nothing of it comes later.
 *
 * <p>Owned by one thread, which closes it; {@link #commitIfDue} belongs to any.
 */
public final class SamplePublisher implements AutoCloseable {

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

  private final Producer<String, byte[]> producer;
  private final RecordEncoder<Sample> samples;
  private final RecordEncoder<LabelEvent> labels;
  private final RecordEncoder<Command> commands;
  private final Pace pace;
  private final Map<String, Progress> streams = new HashMap<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final @Nullable Transactions transactions;

  /** Publishes through a producer, which it will close. */
  SamplePublisher(Producer<String, byte[]> producer, Registry registry, Pace pace) {
    this(producer, registry, pace, null);
  }

  private SamplePublisher(
      Producer<String, byte[]> producer,
      Registry registry,
      Pace pace,
      @Nullable Transactions transactions) {
    this.producer = producer;
    this.transactions = transactions;
    this.samples = RecordEncoder.of(Topic.SAMPLES, Sample.class, registry);
    this.labels = RecordEncoder.of(Topic.LABELS, LabelEvent.class, registry);
    this.commands = RecordEncoder.of(Topic.CONTROL, Command.class, registry);
    this.pace = pace;
  }

  /**
   * A publisher to a cluster whose topics exist. Does not wait for the brokers yet.
   *
   * @param registry registers the schemas now; not closed by the publisher
   * @param pace how fast samples are published; commands do not count
   */
  public static SamplePublisher connect(KafkaSettings kafka, Registry registry, Pace pace) {
    return new SamplePublisher(
        new KafkaProducer<>(
            producerProperties(kafka), new StringSerializer(), new ByteArraySerializer()),
        registry,
        pace);
  }

  /**
   * A publisher whose successor of the same name can go on where it was killed. Waits until what a
   * predecessor of that name left uncommitted is undone, and shuts that one out if it still lives.
   * Its methods throw {@link TransactionUndoneException} where a successor can go on at once.
   *
   * @param name of the transactions; two publishers that run side by side need two
   */
  public static SamplePublisher resumable(
      KafkaSettings kafka, Registry registry, Pace pace, String name) {
    Properties properties = producerProperties(kafka);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name);
    Producer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
      return new SamplePublisher(
          producer,
          registry,
          pace,
          new Transactions(producer, () -> Admin.create(kafka.toProperties()), name));
    } catch (RuntimeException failed) {
      producer.close();
      throw failed;
    }
  }

  /**
   * Takes over what a predecessor published to a stream.
   *
   * @param eventTime of its last sample
   * @param place of its last sample
   */
  public void goOn(String stream, Instant eventTime, Place place) {
    Progress progress = streams.computeIfAbsent(stream, name -> new Progress());
    progress.lastEventTime = eventTime;
    progress.confirmed = place;
  }

  /** What the user states goes over our settings for speed, but not over those for safety. */
  static Properties producerProperties(KafkaSettings kafka) {
    Properties properties = new Properties();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "10");
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(256 * 1024));
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(32 * 1024 * 1024));
    properties.putAll(kafka.toProperties());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return properties;
  }

  /**
   * Sends a sample, waiting for its turn and for room in the send buffer.
   *
   * @throws KafkaException if an earlier record could not be written
   */
  public void publish(Sample sample) {
    publish(sample, place -> {});
  }

  /**
   * The same, and tells where the sample stands once the broker has confirmed it.
   *
   * @param confirmed called by the producer's thread, for the samples of a stream in their order
   * @throws KafkaException if an earlier record could not be written
   */
  public void publish(Sample sample, Consumer<Place> confirmed) {
    throwIfFailed();
    Duration wait = pace.next();
    if (wait.compareTo(Transactions.LONGEST) > 0) {
      inTransactions(Transactions::commit);
    }
    await(wait);
    Progress progress = streams.computeIfAbsent(sample.getStream(), stream -> new Progress());
    progress.lastEventTime = sample.getEventTime();
    send(
        Topic.SAMPLES,
        sample.getStream(),
        samples.encode(sample),
        (metadata, exception) -> progress.onCompletion(metadata, exception, confirmed));
    inTransactions(Transactions::commitIfDue);
  }

  /**
   * Ends a transaction that is old though no record follows: those who read the topics wait for its
   * end, and a broker undoes one that outlasts its patience. Any thread may call it, before {@link
   * #close}; what fails here fails the owner's next call.
   */
  public void commitIfDue() {
    if (transactions != null) {
      synchronized (transactions) {
        try {
          transactions.commitIfDue();
        } catch (KafkaException e) {
          noteFailure(e);
        }
      }
    }
  }

  /** Does nothing without transactions. */
  private void inTransactions(Consumer<Transactions> action) {
    if (transactions != null) {
      synchronized (transactions) {
        try {
          action.accept(transactions);
        } catch (InterruptException e) {
          throw e;
        } catch (KafkaException e) {
          noteFailure(e);
          throwIfFailed();
        }
      }
    }
  }

  // Turns shorter than a wait can be are taken at once; the later ones make up for it.
  private static void await(Duration wait) {
    if (wait.compareTo(SHORTEST_WAIT) >= 0) {
      LockSupport.parkNanos(wait.toNanos());
    }
  }

  /**
   * Sends a label that comes after its sample.
   *
   * @throws KafkaException if an earlier record could not be written
   */
  public void label(LabelEvent label) {
    throwIfFailed();
    send(
        Topic.LABELS,
        label.getStream(),
        labels.encode(label),
        (metadata, exception) -> noteFailure(exception));
  }

  /**
   * Sends a command.
   *
   * @throws KafkaException if an earlier record could not be written
   */
  public void command(Command command) {
    throwIfFailed();
    send(
        Topic.CONTROL,
        command.getStream(),
        commands.encode(command),
        (metadata, exception) -> noteFailure(exception));
  }

  private void send(Topic topic, String key, byte[] value, Callback callback) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic.topicName(), key, value);
    if (transactions == null) {
      send(record, callback);
    } else {
      inTransactions(
          open -> {
            open.begin();
            send(record, callback);
          });
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The callback hears of failures.
  private void send(ProducerRecord<String, byte[]> record, Callback callback) {
    producer.send(record, callback);
  }

  /**
   * A command that ends the task after the last sample published to a stream, at that sample's
   * event time. Waits until the broker has confirmed the sample; does not send the command.
   *
   * @param id names the command; not empty
   * @throws IllegalStateException if no sample was published to the stream
   * @throws KafkaException if a record could not be written
   */
  public Command boundary(String stream, String id) {
    flush();
    Progress progress = streams.get(stream);
    if (progress == null) {
      throw new IllegalStateException("no sample was published to stream " + stream);
    }
    return new Command(
        id,
        stream,
        CommandKind.BOUNDARY,
        progress.lastEventTime,
        progress.place().orElseThrow().offset(),
        Map.of(),
        null,
        null);
  }

  /**
   * The place of the last sample of a stream that the broker has confirmed; empty before the first.
   */
  public Optional<Place> lastConfirmed(String stream) {
    return Optional.ofNullable(streams.get(stream)).flatMap(Progress::place);
  }

  /**
   * The event time of the last sample of a stream.
   *
   * @throws IllegalStateException if there is none
   */
  Instant lastEventTime(String stream) {
    Progress progress = streams.get(stream);
    if (progress == null) {
      throw new IllegalStateException("no sample was published to stream " + stream);
    }
    return progress.lastEventTime;
  }

  /**
   * Waits until everything sent so far is confirmed.
   *
   * @throws KafkaException if a record could not be written
   */
  public void flush() {
    if (transactions == null) {
      producer.flush();
    }
    inTransactions(Transactions::commit);
    throwIfFailed();
  }

  /**
   * Waits until everything sent is confirmed and lets go of the connection.
   *
   * @throws KafkaException if a record could not be written
   */
  @Override
  public void close() {
    try {
      if (failure.get() == null) {
        inTransactions(Transactions::commit);
      }
    } finally {
      producer.close();
    }
    throwIfFailed();
  }

  private void noteFailure(@Nullable Exception exception) {
    if (exception != null) {
      failure.compareAndSet(null, exception);
    }
  }

  private void throwIfFailed() {
    Exception cause = failure.get();
    if (cause != null) {
      throw transactions == null
          ? new KafkaException("a record was not published: " + cause.getMessage(), cause)
          : transactions.failed(cause);
    }
  }

  /** How far a stream is. Confirmed by the producer's thread, in order; read by the owner's. */
  private final class Progress {

    private Instant lastEventTime = Instant.EPOCH;
    private volatile @Nullable Place confirmed;

    void onCompletion(
        RecordMetadata metadata, @Nullable Exception exception, Consumer<Place> listener) {
      noteFailure(exception);
      if (exception == null) {
        Place place = new Place(metadata.partition(), metadata.offset());
        confirmed = place;
        listener.accept(place);
      }
    }

    Optional<Place> place() {
      return Optional.ofNullable(confirmed);
    }
  }
}
