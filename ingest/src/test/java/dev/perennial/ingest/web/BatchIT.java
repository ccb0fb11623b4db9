package dev.perennial.ingest.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies in a process of their own, whose heap is small. */
class BatchIT {

  private static final String AVRO = "AVRO";
  private static final int BODY_BYTES = 8 << 20;

  /** The body eight times: itself, what becomes of it, and what the process takes anyway. */
  private static final String HEAP = "-Xmx64m";

  /** What is repeated until an array is full. */
  enum Content {
    ONE_SAMPLE("{\"id\":\"a\",\"features\":[1", ",0.5", "]}"),
    SAMPLES("{\"id\":\"a\",\"features\":[1]}", ",{\"id\":\"a\",\"features\":[1,2,3,4]}", ""),
    NOTHING_BUT_ARRAYS("[]", ",[[[[]]]]", ""),
    A_LABEL_OF_ARRAYS("{\"id\":\"a\",\"features\":[1],\"label\":[[]", ",[[[[]]]]", "]}"),
    ARRAYS_OF_UNLIKE_LENGTHS("{\"id\":\"a\",\"features\":[[0", ",0", "],[],[]]}");

    private final String begin;
    private final String middle;
    private final String end;

    Content(String begin, String middle, String end) {
      this.begin = begin;
      this.middle = middle;
      this.end = end;
    }

    byte[] body() {
      String text = "[" + begin + middle.repeat(BODY_BYTES / middle.length()) + end + "]";
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }

  @ParameterizedTest
  @EnumSource
  void jsonTakesAFewTimesItsBytesOfHeap(Content content) throws Exception {
    assertIsRead(content.name());
  }

  @Test
  void avroTakesAFewTimesItsBytesOfHeap() throws Exception {
    assertIsRead(AVRO);
  }

  private static void assertIsRead(String content) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                Reading.class.getName(),
                content)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
  }

  /** What the process does. */
  static final class Reading {

    private Reading() {}

    public static void main(String[] args) throws IOException {
      boolean isAvro = args[0].equals(AVRO);
      byte[] body = isAvro ? samples() : Content.valueOf(args[0]).body();
      Room.Place place = new Room(Integer.MAX_VALUE).place();
      try {
        List<byte[]> values =
            Batch.of(
                new Intake.Samples(),
                "s",
                isAvro ? Batch.AVRO : "",
                body,
                Instant.EPOCH,
                sample -> new byte[sample.getFeatures().getData().remaining()],
                place);
        System.out.println(values.size());
      } catch (TurnedAwayException e) {
        System.out.println(new String(e.reply().body(), StandardCharsets.UTF_8));
      }
    }

    private static byte[] samples() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Sample sample =
          new Sample(
              "a", "s", Instant.EPOCH, Tensors.float32(List.of(1), 1), null, null, Split.AUTO);
      try (DataFileWriter<Sample> writer =
          new DataFileWriter<>(new SpecificDatumWriter<>(Sample.class))) {
        writer.create(Topic.SAMPLES.schema(), bytes);
        while (bytes.size() < BODY_BYTES) {
          writer.append(sample);
        }
      }
      return bytes.toByteArray();
    }
  }
}
