import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes samples and reads metrics with nothing of Perennial's: Kafka's clients, Avro, and the
 * schema registry's REST API. {@code java -cp JARS OutsideClient.java BOOTSTRAP REGISTRY STREAM
 * SAMPLES}.
 */
public final class OutsideClient {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final String bootstrap;
  private final String registry;
  private final Map<Integer, Schema> schemas = new HashMap<>();

  private OutsideClient(String bootstrap, String registry) {
    this.bootstrap = bootstrap;
    this.registry = registry;
  }

  public static void main(String[] arguments) throws Exception {
    OutsideClient client = new OutsideClient(arguments[0], arguments[1]);
    client.publish(arguments[2], Integer.parseInt(arguments[3]));
    client.follow(arguments[2], Integer.parseInt(arguments[3]));
  }

  private void publish(String stream, int samples) throws Exception {
    JsonNode subject = ask("/subjects/samples-value/versions/latest");
    int id = subject.path("id").asInt();
    Schema schema = new Schema.Parser().parse(subject.path("schema").asText());
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "acks", "all");
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < samples; i++) {
        byte[] value = wire(id, schema, sample(schema, stream, i));
        producer.send(new ProducerRecord<>("samples", stream, value)).get();
      }
    }
    System.out.printf("published %d samples under schema %d%n", samples, id);
  }

  /** Two classes on two sides of a line. */
  private static GenericRecord sample(Schema schema, String stream, int number) {
    boolean isUp = number % 2 == 0;
    ByteBuffer elements = ByteBuffer.allocate(2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    elements.putFloat(number % 7 / 7f).putFloat(isUp ? 1 : -1).flip();
    Schema tensor = schema.getField("features").schema();
    GenericRecord features =
        new GenericRecordBuilder(tensor)
            .set("shape", List.of(2))
            .set(
                "elementType",
                new GenericData.EnumSymbol(tensor.getField("elementType").schema(), "FLOAT32"))
            .set("data", elements)
            .build();
    return new GenericRecordBuilder(schema)
        .set("id", "outside-" + number)
        .set("stream", stream)
        .set("eventTime", 1_767_225_600_000L + number)
        .set("features", features)
        .set("label", isUp ? "up" : "down")
        .build();
  }

  /** Byte 0, the schema's id in four bytes, the Avro body. */
  private static byte[] wire(int id, Schema schema, GenericRecord record) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.write(ByteBuffer.allocate(4).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private void follow(String stream, int samples) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor("metrics").stream()
              .map(found -> new TopicPartition("metrics", found.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (System.nanoTime() < end) {
        for (ConsumerRecord<String, byte[]> found : consumer.poll(Duration.ofMillis(500))) {
          GenericRecord metric = record(found.value());
          if (metric.get("stream").toString().equals(stream)
              && metric.get("name").toString().equals("prequential-accuracy")) {
            System.out.printf(
                "%s %s %s n=%s%n",
                found.key(), metric.get("name"), metric.get("value"), metric.get("n"));
            // A tenth is held out, and the last batch may not be full.
            if ((long) metric.get("n") > samples * 3L / 4) {
              return;
            }
          }
        }
      }
    }
    throw new IllegalStateException("no metric of enough samples came within " + PATIENCE);
  }

  private GenericRecord record(byte[] value) throws Exception {
    ByteBuffer wire = ByteBuffer.wrap(value);
    if (wire.get() != 0) {
      throw new IllegalStateException("the first byte must be 0: " + value[0]);
    }
    int id = wire.getInt();
    if (!schemas.containsKey(id)) {
      String text = ask("/schemas/ids/" + id).path("schema").asText();
      schemas.put(id, new Schema.Parser().parse(text));
    }
    return new GenericDatumReader<GenericRecord>(schemas.get(id))
        .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
  }

  private JsonNode ask(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(registry + path)).build();
    return json.readTree(http.send(request, BodyHandlers.ofString()).body());
  }
}
