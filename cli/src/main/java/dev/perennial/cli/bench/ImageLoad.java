package dev.perennial.cli.bench;

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
import java.util.List;
import java.util.Random;

/**
 * Images to be published: noise, of ten classes, over streams in turn.
 *
 * @param samples how many, at least 1
 * @param streams at least 1
 * @param bytes of an image, at least 1
 * @param late whether labels come on their own topic
 */
public record ImageLoad(long samples, int streams, int bytes, boolean late) {

  private static final int DIFFERENT = 256;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** Publishes all of it. */
  void publish(KafkaSettings kafka, Registry registry) {
    Random random = new Random(1);
    ByteBuffer[] images = new ByteBuffer[DIFFERENT];
    for (int i = 0; i < DIFFERENT; i++) {
      byte[] pixels = new byte[bytes];
      random.nextBytes(pixels);
      images[i] = ByteBuffer.wrap(pixels);
    }
    try (SamplePublisher publisher = SamplePublisher.connect(kafka, registry, Pace.unlimited())) {
      for (long i = 0; i < samples; i++) {
        String stream = "stream-" + i % streams;
        String label = "class-" + i / streams % 10;
        Instant time = START.plusMillis(i);
        publisher.publish(
            new Sample(
                "image-" + i,
                stream,
                time,
                new Tensor(
                    List.of(bytes), ElementType.UINT8, images[(int) (i % DIFFERENT)].duplicate()),
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
