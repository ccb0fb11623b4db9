package dev.perennial.cli.bench;

import dev.perennial.ingest.data.DataSet;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensor;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.wire.Registry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Images to be published: of ten classes, over streams in turn.
 *
 * @param samples how many, at least 1
 * @param streams at least 1
 * @param images in turn, at least one; each as many bytes
 * @param late whether labels come on their own topic
 * @param compression of the publisher's batches, as Kafka's producer names it
 */
public record ImageLoad(
    long samples, int streams, List<ByteBuffer> images, boolean late, String compression) {

  private static final int DIFFERENT = 256;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** Copies the list. */
  public ImageLoad {
    images = List.copyOf(images);
  }

  /** Images that no codec makes smaller. */
  public static List<ByteBuffer> noise(int bytes) {
    Random random = new Random(1);
    List<ByteBuffer> images = new ArrayList<>();
    for (int i = 0; i < DIFFERENT; i++) {
      byte[] pixels = new byte[bytes];
      random.nextBytes(pixels);
      images.add(ByteBuffer.wrap(pixels));
    }
    return images;
  }

  /** What a data set has for training, in its order. */
  public static List<ByteBuffer> of(DataSet data) {
    return IntStream.range(0, data.training().size()).mapToObj(data.training()::features).toList();
  }

  /** Publishes all of it. */
  void publish(KafkaSettings kafka, Registry registry) {
    List<Integer> shape = List.of(images.get(0).remaining());
    Map<String, String> properties = new HashMap<>(kafka.properties());
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
    try (SamplePublisher publisher =
        SamplePublisher.connect(new KafkaSettings(properties), registry, Pace.unlimited())) {
      for (long i = 0; i < samples; i++) {
        String stream = "stream-" + i % streams;
        String label = "class-" + i / streams % 10;
        Instant time = START.plusMillis(i);
        ByteBuffer image = images.get((int) (i % images.size())).duplicate();
        publisher.publish(
            new Sample(
                "image-" + i,
                stream,
                time,
                new Tensor(shape, ElementType.UINT8, image),
                late ? null : label,
                null,
                Split.TRAIN));
        if (late) {
          publisher.label(new LabelEvent(stream, "image-" + i, label, time, null));
        }
      }
    }
  }
}
