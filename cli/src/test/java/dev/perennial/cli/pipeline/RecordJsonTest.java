package dev.perennial.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.schemas.Held;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.Tensors;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordJsonTest {

  private static final Sample SAMPLE =
      new Sample(
          "s-1",
          "digits",
          Instant.parse("2026-01-01T00:00:00Z"),
          Tensors.uint8(List.of(3), new byte[] {0, 1, (byte) 255}),
          "seven",
          null,
          Split.TRAIN);

  @Test
  void showsASampleWithBytesInBase64AndTimesInIso() {
    // Bytes 00 01 ff are AAH/ in Base64.
    assertThat(RecordJson.of(SAMPLE))
        .hasToString(
            "{\"id\":\"s-1\",\"stream\":\"digits\",\"eventTime\":\"2026-01-01T00:00:00Z\","
                + "\"features\":{\"shape\":[3],\"elementType\":\"UINT8\",\"data\":\"AAH/\"},"
                + "\"label\":\"seven\",\"task\":null,\"split\":\"TRAIN\"}");
  }

  @Test
  void leavesTheRecordAsItWas() {
    RecordJson.of(SAMPLE);

    assertThat(SAMPLE.getFeatures().getData().remaining()).isEqualTo(3);
  }

  @Test
  void showsNumbersAsNumbers() {
    StepReport step =
        new StepReport(
            "s",
            "l",
            3L,
            Instant.EPOCH,
            List.of(1L, 2L),
            0.5,
            4,
            5,
            0.25,
            0.75,
            null,
            List.of(new Held(3, "dog", 5)),
            List.of());

    assertThat(RecordJson.of(step))
        .hasToString(
            "{\"stream\":\"s\",\"learner\":\"l\",\"version\":3,"
                + "\"eventTime\":\"1970-01-01T00:00:00Z\",\"sequences\":[1,2],\"lossNats\":0.5,"
                + "\"replayed\":4,\"memorySize\":5,\"learningRate\":0.25,\"batchLossNats\":0.75,"
                + "\"batchLossAfterNats\":null,"
                + "\"memoryByClass\":[{\"index\":3,\"name\":\"dog\",\"rows\":5}],\"memoryByTask\":[]}");
  }

  @Test
  void showsWhereARecordStandsAndWhyItIsNone() {
    Received<Sample> broken =
        new Received<>(2, 40, Optional.empty(), Optional.empty(), Optional.of("not-avro: no"));

    assertThat(RecordJson.of(broken))
        .hasToString("{\"partition\":2,\"offset\":40,\"key\":null,\"fault\":\"not-avro: no\"}");
  }
}
