package dev.perennial.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.schemas.Reject;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RejectsTest {

  private static final Rejects.Place PLACE = new Rejects.Place("samples", 3, 7);

  @Test
  void carryTheRecordWhole() {
    byte[] key = {1};
    byte[] value = new byte[Topic.MAX_INPUT_BYTES];
    Reject reject = Rejects.of(PLACE, Instant.EPOCH, key, value, "some-rule", "why");

    assertThat(reject.getTopic()).isEqualTo("samples");
    assertThat(reject.getPartition()).isEqualTo(3);
    assertThat(reject.getOffset()).isEqualTo(7);
    assertThat(reject.getKey()).isEqualTo(ByteBuffer.wrap(key));
    assertThat(reject.getValue()).isEqualTo(ByteBuffer.wrap(value));
    assertThat(reject.getReason()).isEqualTo("some-rule");
    assertThat(reject.getDetail()).isEqualTo("why");
    assertThat(Rejects.keyOf(reject)).containsExactly(1);
  }

  @Test
  void tellNothingFromAnEmptyText() {
    Reject reject = Rejects.of(PLACE, Instant.EPOCH, null, new byte[0], "some-rule", "why");

    assertThat(reject.getKey()).isNull();
    assertThat(Rejects.keyOf(reject)).isNull();
    assertThat(reject.getValue().remaining()).isZero();
  }

  @Test
  void fitTheirTopicWhateverTheRecordWas() {
    Registry registry = Registry.at(RegistrySettings.at("mock://" + UUID.randomUUID()));
    RecordEncoder<Reject> encoder = RecordEncoder.of(Topic.REJECTS, Reject.class, registry);
    int[][] sizes = {{4 << 20, 4 << 20}, {0, 8 << 20}, {8 << 20, 0}, {4_200_000, 10}};
    for (int[] size : sizes) {
      Reject reject =
          Rejects.of(
              PLACE, Instant.EPOCH, new byte[size[0]], new byte[size[1]], "rule", "x".repeat(600));

      assertThat(encoder.encode(reject).length + Rejects.keyOf(reject).length)
          .isLessThan(Topic.MAX_OUTPUT_BYTES - 10_000);
      assertThat(reject.getDetail())
          .hasSizeLessThan(600)
          .endsWith("x…; cut from %d bytes of key and %d of value".formatted(size[0], size[1]));
    }
  }
}
